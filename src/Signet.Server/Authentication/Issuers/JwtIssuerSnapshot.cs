using System.Collections.Frozen;

namespace Signet.Server.Authentication.Issuers;

/// <summary>The other issuers at one time. Immutable, but for the keys of each issuer.</summary>
internal sealed class JwtIssuerSnapshot(IReadOnlyList<JwtIssuer> issuers)
{
    private readonly FrozenDictionary<string, JwtIssuer> _byUrl = issuers.ToFrozenDictionary(issuer => issuer.Options.Url, StringComparer.Ordinal);

    public IReadOnlyList<JwtIssuer> All => issuers;

    /// <summary>The issuer with a URL (<c>iss</c>), or null.</summary>
    public JwtIssuer? Find(string url) => _byUrl.GetValueOrDefault(url);
}
