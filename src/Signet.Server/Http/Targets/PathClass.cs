namespace Signet.Server.Http.Targets;

/// <summary>The class of a request's path. A fixed set, so that it can be the label of a metric.</summary>
internal enum PathClass
{
    /// <summary>An API resource.</summary>
    Resource,

    /// <summary>Health checks.</summary>
    Health,

    /// <summary>Lists of groups, versions and resources.</summary>
    Discovery,

    /// <summary>OpenAPI documents.</summary>
    OpenApi,

    /// <summary>The issuers' discovery documents and the JWKS.</summary>
    OpenId,

    Version,

    /// <summary>The metrics.</summary>
    Metrics,

    /// <summary>Other paths.</summary>
    Other,
}
