namespace Signet.Server.Http.Formats;

/// <summary>The media types of bodies.</summary>
internal enum BodyFormat
{
    Json,

    /// <summary>YAML 1.1; converted to JSON when it is read.</summary>
    Yaml,

    /// <summary>Kubernetes' protobuf envelope.</summary>
    Protobuf,
}
