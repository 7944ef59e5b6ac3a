namespace Signet.Server.Http.Formats;

/// <summary>The media types of the API.</summary>
internal static class MediaTypeNames
{
    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>YAML.</summary>
    public const string Yaml = "application/yaml";

    /// <summary>Kubernetes' protobuf.</summary>
    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>Any of them, in an Accept header.</summary>
    public const string AnyApplication = "application/*";

    /// <summary>The media types of watches, as error texts list them.</summary>
    public const string Streams = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    /// <summary>All of them, as error texts list them.</summary>
    public const string All = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
}
