using Signet.Core.Signing;

namespace Signet.Server.Hosting.Options;

/// <summary>The keys that sign and verify tokens.</summary>
public sealed record KeyOptions
{
    /// <summary><c>--service-account-signing-key-file</c>; null uses the key in the data directory.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>
    /// <c>--signing-algorithm</c>: the algorithm of the generated key. Null is RS256 in a data directory, because every relying party supports it,
    /// and ES256 in memory, because generating the key is fast.
    /// </summary>
    public JwtAlgorithm? SigningAlgorithm { get; init; }

    /// <summary><c>--service-account-key-file</c>: more verification keys.</summary>
    public IReadOnlyList<string> VerificationKeyFiles { get; init; } = [];
}
