using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Authentication.Issuers;

/// <summary>The source of an issuer's keys.</summary>
internal abstract record IssuerKeySource
{
    private IssuerKeySource()
    {
    }

    /// <summary>Whether another source gives the same keys in the same way; keys that were fetched from it then stay in use.</summary>
    public abstract bool IsSame(IssuerKeySource other);

    /// <summary>The JWKS that the issuer's discovery document names.</summary>
    /// <param name="Address">The URL of the discovery document.</param>
    /// <param name="CaCertificates">Trusted CA certificates; null uses the system store.</param>
    public sealed record Discovery(Uri Address, X509Certificate2Collection? CaCertificates) : IssuerKeySource
    {
        /// <inheritdoc/>
        public override bool IsSame(IssuerKeySource other) => other is Discovery discovery && discovery.Address == Address &&
            (CaCertificates, discovery.CaCertificates) switch
            {
                (null, null) => true,
                ({ } mine, { } theirs) => HasSameCertificates(mine, theirs),
                _ => false,
            };

        private static bool HasSameCertificates(X509Certificate2Collection one, X509Certificate2Collection other) =>
            one.Count == other.Count && one.Zip(other).All(pair => pair.First.RawDataMemory.Span.SequenceEqual(pair.Second.RawDataMemory.Span));
    }

    /// <summary>A JWKS in the configuration, or in a file that it names.</summary>
    /// <param name="Json">The JWKS; empty when the file could not be read at the start.</param>
    public sealed record Inline(ReadOnlyMemory<byte> Json) : IssuerKeySource
    {
        /// <inheritdoc/>
        public override bool IsSame(IssuerKeySource other) => other is Inline inline && inline.Json.Span.SequenceEqual(Json.Span);
    }
}
