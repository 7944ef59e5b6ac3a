using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Where an issuer's keys come from.</summary>
internal abstract record IssuerKeySource
{
    private IssuerKeySource()
    {
    }

    /// <summary>Whether another source gives the same keys in the same way: then keys that were fetched from it stay good.</summary>
    public abstract bool IsSame(IssuerKeySource other);

    /// <summary>From its discovery document, and from where that says.</summary>
    /// <param name="Address">The discovery document.</param>
    /// <param name="CaCertificates">Who vouches for its server; null for the system's authorities.</param>
    public sealed record Discovery(Uri Address, X509Certificate2Collection? CaCertificates) : IssuerKeySource
    {
        /// <inheritdoc/>
        public override bool IsSame(IssuerKeySource other) => other is Discovery discovery && discovery.Address == Address &&
            (CaCertificates, discovery.CaCertificates) switch
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
