using System.Security.Cryptography.X509Certificates;
using Signet.Core.Signing;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Another issuer whose tokens make callers (apiserver, <c>JWTAuthenticator</c> of <c>apiserver.config.k8s.io/v1</c>).</summary>
public sealed record JwtIssuerOptions
{
    /// <summary><c>iss</c> of its tokens, letter by letter.</summary>
    public required string Url { get; init; }

    /// <summary>Where its keys come from.</summary>
    public required IssuerKeySource Keys { get; init; }

    /// <summary>A token has to be for one of these.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The algorithms that its tokens may be signed with.</summary>
    public IReadOnlyList<JwtAlgorithm> Algorithms { get; init; } = JwtAlgorithm.Accepted;

    /// <summary>Claims that a token must have, with their values.</summary>
    public IReadOnlyList<RequiredClaim> RequiredClaims { get; init; } = [];

    /// <summary>The name.</summary>
    public required PrefixedClaim Username { get; init; }

    /// <summary>The groups: one text or a list; null for none.</summary>
    public PrefixedClaim? Groups { get; init; }

    /// <summary>The claim with the uid, or empty.</summary>
    public string UidClaim { get; init; } = "";
}

/// <summary>A claim whose value becomes a name.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Prefix">What is put before each value.</param>
public sealed record PrefixedClaim(string Claim, string Prefix);

/// <summary>A claim that has to have a value.</summary>
public sealed record RequiredClaim(string Claim, string Value);

/// <summary>Where an issuer's keys come from.</summary>
public abstract record IssuerKeySource
{
    private IssuerKeySource()
    {
    }

    /// <summary>Whether another source gives the same keys in the same way: then keys that were fetched from it stay good.</summary>
    public abstract bool IsSame(IssuerKeySource other);

    /// <summary>From its discovery document, and from where that says.</summary>
    /// <param name="Address">The discovery document.</param>
    /// <param name="Authorities">Who vouches for its server; null for the system's authorities.</param>
    public sealed record Discovery(Uri Address, X509Certificate2Collection? Authorities) : IssuerKeySource
    {
        /// <inheritdoc/>
        public override bool IsSame(IssuerKeySource other) => other is Discovery discovery && discovery.Address == Address &&
            (Authorities, discovery.Authorities) switch
            {
                (null, null) => true,
                ({ } mine, { } theirs) => mine.Count == theirs.Count && mine.Zip(theirs).All(pair => pair.First.RawDataMemory.Span.SequenceEqual(pair.Second.RawDataMemory.Span)),
                _ => false,
            };
    }

    /// <summary>From a JWKS in the configuration, or in a file that it names.</summary>
    /// <param name="Json">The JWKS; empty when the file could not be read at the start.</param>
    public sealed record Inline(ReadOnlyMemory<byte> Json) : IssuerKeySource
    {
        /// <inheritdoc/>
        public override bool IsSame(IssuerKeySource other) => other is Inline inline && inline.Json.Span.SequenceEqual(Json.Span);
    }
}

/// <summary>What <c>--authentication-config</c> says.</summary>
/// <param name="Issuers">The issuers.</param>
/// <param name="Anonymous">Who may come without credentials; null when the flag <c>--anonymous-auth</c> decides.</param>
public sealed record AuthenticationConfiguration(IReadOnlyList<JwtIssuerOptions> Issuers, AnonymousRules? Anonymous)
{
    /// <summary>No issuer, no rules.</summary>
    public static AuthenticationConfiguration None { get; } = new([], null);
}

/// <summary>Who may come without credentials.</summary>
/// <param name="IsEnabled">Whether anybody may.</param>
/// <param name="Paths">The only paths, letter by letter; empty for all.</param>
public sealed record AnonymousRules(bool IsEnabled, IReadOnlyList<string> Paths)
{
    /// <summary>Whether a request for a path may.</summary>
    public bool Allows(string path) => IsEnabled && (Paths.Count == 0 || Paths.Contains(path));
}
