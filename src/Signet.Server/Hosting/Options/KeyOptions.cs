using Signet.Core.Signing;

namespace Signet.Server.Hosting.Options;

/// <summary>The keys that tokens are signed and verified with.</summary>
public sealed record KeyOptions
{
    /// <summary><c>--service-account-signing-key-file</c>; null uses the key in the data directory.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary><c>--signing-algorithm</c>: of the key that is made at the first start. Null is RS256 in a data directory, which every relying party accepts, and ES256 in memory, which is made at once.</summary>
    public JwtAlgorithm? SigningAlgorithm { get; init; }

    /// <summary><c>--service-account-key-file</c>.</summary>
    public IReadOnlyList<string> VerificationKeyFiles { get; init; } = [];
}
