using Signet.Core.Signing.Jwks;

namespace Signet.Cli.Api;

/// <summary>A JWKS as a relying party gets it.</summary>
/// <param name="Address">Where it was fetched.</param>
/// <param name="Keys">Its usable keys.</param>
internal sealed record PublishedCopy(Uri Address, IReadOnlyList<PublishedKey> Keys)
{
    /// <summary>How long clients may keep it (<c>Cache-Control: max-age</c>); null when the answer does not say.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long a cache between has kept it (<c>Age</c>); zero when it comes from the server itself.</summary>
    public TimeSpan Age { get; init; }
}
