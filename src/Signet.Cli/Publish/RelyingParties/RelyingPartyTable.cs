using Signet.Core.Signing;

namespace Signet.Cli.Publish.RelyingParties;

/// <summary>The well-known relying parties; docs/how-to/federation.md has the same table.</summary>
internal static class RelyingPartyTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RelyingParty> All { get; } =
    [
        new()
        {
            Name = "AWS IAM OIDC identity provider",
            Algorithms = [JwtAlgorithm.RS256, JwtAlgorithm.ES256, JwtAlgorithm.ES384, JwtAlgorithm.ES512],
            MaxRsaKeys = 100,
            MaxEllipticKeys = 100,
            Note = "The issuer must have no port.",
            Source = new("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html"),
        },
        new()
        {
            Name = "Google Cloud Workload Identity Federation",
            Algorithms = [JwtAlgorithm.RS256, JwtAlgorithm.ES256],
            MaxLifetime = TimeSpan.FromHours(24),
            Note = "The reference of the token service says 48 hours; the shorter limit is assumed.",
            Source = new("https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers"),
        },
        new()
        {
            Name = "Microsoft Entra workload identity federation",
            Algorithms = [JwtAlgorithm.RS256],
            MaxKeys = 100,
            Note = "Only the first 100 keys of a JWKS are stored.",
            Source = new("https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-considerations"),
            IsConfirmed = true,
        },
        new()
        {
            Name = "HashiCorp Vault and OpenBao (jwt)",
            Algorithms = [JwtAlgorithm.RS256, JwtAlgorithm.ES256, JwtAlgorithm.ES384, JwtAlgorithm.ES512],
            Note = "jwt_supported_algs limits the algorithms.",
            Source = new("https://developer.hashicorp.com/vault/api-docs/auth/jwt"),
            IsConfirmed = true,
        },
    ];
}
