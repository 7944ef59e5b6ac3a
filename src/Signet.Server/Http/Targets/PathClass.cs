namespace Signet.Server.Http.Targets;

/// <summary>What kind of path a request is for. A fixed set, whatever clients ask for, so that it can be the label of a metric.</summary>
internal enum PathClass
{
    /// <summary>A resource of the API.</summary>
    Resource,

    /// <summary>Health checks.</summary>
    Health,

    /// <summary>Lists of groups, versions and resources.</summary>
    Discovery,

    /// <summary>OpenAPI documents.</summary>
    OpenApi,

    /// <summary>The issuers' discovery documents and the JWKS.</summary>
    OpenId,

    /// <summary>The version.</summary>
    Version,

    /// <summary>Everything else.</summary>
    Other,
}
