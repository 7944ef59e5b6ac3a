namespace Signet.Server.Endpoints.OpenApi;

/// <summary>The operations that are no resources: discovery, the version, and what OpenID Connect reads.</summary>
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
    public static OpenApiOperation Group(ResourceOperations.GroupScope scope) => Get(
        $"/apis/{scope.Group}/", $"get{scope.IdPart[..^2]}APIGroup", scope.CamelName, "information of a group", Meta + "APIGroup");

    /// <summary><c>/api/v1/</c>, <c>/apis/GROUP/v1/</c>.</summary>
    public static OpenApiOperation Resources(ResourceOperations.GroupScope scope) => Get(
        scope.Prefix + "/", $"get{scope.IdPart}APIResources", $"{scope.CamelName}_v1", "available resources", Meta + "APIResourceList");

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
