namespace Signet.Server.Http.Formats;

/// <summary>The media types of the API.</summary>
internal static class MediaTypeNames
{
    public const string Json = "application/json";

    public const string Yaml = "application/yaml";

    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>Any of them, as a media range.</summary>
    public const string AnyApplication = "application/*";

    /// <summary>The media types of watches, as error messages list them.</summary>
    public const string Streams = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    /// <summary>All of them, as error messages list them.</summary>
    public const string All = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
}
