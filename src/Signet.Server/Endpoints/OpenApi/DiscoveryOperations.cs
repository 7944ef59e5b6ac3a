namespace Signet.Server.Endpoints.OpenApi;

/// <summary>The operations of non-resource paths: discovery, version, and the issuers' documents.</summary>
internal static class DiscoveryOperations
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// <summary><c>/api/</c>.</summary>
    public static OpenApiOperation Versions { get; } = Get("/api/", "getCoreAPIVersions", "core", "available API versions", Meta + "APIVersions");

    /// <summary><c>/apis/</c>.</summary>
    public static OpenApiOperation Groups { get; } = Get("/apis/", "getAPIVersions", "apis", "available API groups", Meta + "APIGroupList");

    /// <summary><c>/version/</c>.</summary>
    public static OpenApiOperation Version { get; } = Get("/version/", "getCodeVersion", "version", "the server's version", "io.k8s.apimachinery.pkg.version.Info") with { Produces = MediaTypes.Json };

    /// <summary>The discovery document of OpenID Connect.</summary>
    public static OpenApiOperation Issuer { get; } = Get(
        "/.well-known/openid-configuration/", "getServiceAccountIssuerOpenIDConfiguration", "WellKnown", "the issuer's OpenID Connect configuration", null) with
    { Produces = MediaTypes.Json };

    /// <summary>The JWKS.</summary>
    public static OpenApiOperation KeySet { get; } = Get(
        "/openid/v1/jwks/", "getServiceAccountIssuerOpenIDKeyset", "openid", "the keys that tokens are verified with", null) with
    { Produces = ["application/jwk-set+json"] };

    /// <summary><c>/apis/GROUP/</c>.</summary>
    public static OpenApiOperation Group(OpenApiScope scope) => Get(
        $"/apis/{scope.Version.Group}/", $"get{scope.GroupIdPart}APIGroup", scope.GroupTag, "information of a group", Meta + "APIGroup");

    /// <summary><c>/api/VERSION/</c>, <c>/apis/GROUP/VERSION/</c>.</summary>
    public static OpenApiOperation Resources(OpenApiScope scope) => Get(
        scope.Version.Path + "/", $"get{scope.IdPart}APIResources", scope.Tag, "available resources", Meta + "APIResourceList");

    private static OpenApiOperation Get(string path, string id, string tag, string what, string? answer) => new()
    {
        Path = path,
        Method = "get",
        Id = id,
        Description = "get " + what,
        Tag = tag,
        Answer = answer,
    };
}
