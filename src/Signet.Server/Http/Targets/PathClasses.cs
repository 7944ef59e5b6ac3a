namespace Signet.Server.Http.Targets;

/// <summary>Classifies non-resource paths.</summary>
internal static class PathClasses
{
    public static PathClass Of(string path)
    {
        // The issuers' documents come first: they may be below any path.
        if (path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal) || path.EndsWith("/openid/v1/jwks", StringComparison.Ordinal))
        {
            return PathClass.OpenId;
        }

        var rest = path.AsSpan().TrimStart('/');
        var slash = rest.IndexOf('/');
        return (slash < 0 ? rest : rest[..slash]) switch
        {
            "livez" or "readyz" or "healthz" => PathClass.Health,
            "api" or "apis" => PathClass.Discovery,
            "openapi" => PathClass.OpenApi,
            "version" => PathClass.Version,
            "metrics" => PathClass.Metrics,
            _ => PathClass.Other,
        };
    }
}
