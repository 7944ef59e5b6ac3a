namespace Signet.Server.Hosting.Options;

/// <summary>The external signer that kube-apiservers and other servers use (Kubernetes' <c>ExternalJWTSigner</c>).</summary>
public sealed record SignerOptions
{
    /// <summary><c>--signer-listen</c>: <c>unix:PATH</c> or <c>unix:@NAME</c>; null serves no signer.</summary>
    public string? Listen { get; init; }

    /// <summary><c>--signer-allow-uids</c>: the users whose processes may connect; null allows the server's own user and root.</summary>
    public IReadOnlyList<uint>? AllowedUids { get; init; }

    /// <summary><c>--signer-allow-gids</c>: the primary groups whose processes may connect, too.</summary>
    public IReadOnlyList<uint> AllowedGids { get; init; } = [];

    /// <summary><c>--signer-audit-log-path</c>: one line of JSON for each signature; null writes none.</summary>
    public string? AuditLogPath { get; init; }

    /// <summary><c>--signer-refresh-hint</c>: after what time clients fetch the keys again.</summary>
    public TimeSpan RefreshHint { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>--signer-max-audiences</c>: the max number of audiences of a token.</summary>
    public int MaxAudiences { get; init; } = 64;

    /// <summary><c>--signer-max-rate</c>: the max number of signatures in a second for processes of one user.</summary>
    public int MaxRate { get; init; } = 10_000;
}
