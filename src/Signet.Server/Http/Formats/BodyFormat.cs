namespace Signet.Server.Http.Formats;

/// <summary>The media types of bodies.</summary>
internal enum BodyFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>YAML 1.1; read into JSON at once.</summary>
    Yaml,

    /// <summary>Kubernetes' protobuf envelope.</summary>
    Protobuf,
}
