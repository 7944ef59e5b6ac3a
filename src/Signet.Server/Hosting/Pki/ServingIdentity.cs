using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Hosting.Pki;

/// <summary>What the server presents in TLS handshakes, and what clients verify it with. Immutable.</summary>
internal sealed class ServingIdentity
{
    /// <summary>Takes a certificate.</summary>
    /// <param name="certificate">The serving certificate, with its key.</param>
    /// <param name="intermediates">What is sent after it.</param>
    /// <param name="trust">What clients verify it with.</param>
    /// <param name="file">The file of the certificate.</param>
    public ServingIdentity(X509Certificate2 certificate, X509Certificate2Collection intermediates, ServingTrust trust, string file)
    {
        (Certificate, Trust) = (certificate, trust);
        RootPem = trust.BundlePem ?? (intermediates.Count > 0 ? intermediates[^1] : certificate).ExportCertificatePem() + "\n";
        Validities =
        [
            CertificateValidity.Of("serving certificate", file, certificate),
            .. intermediates.Select(one => CertificateValidity.Of($"certificate {one.Subject} behind the serving certificate", file, one)),
        ];
        Context = SslStreamCertificateContext.Create(certificate, intermediates);
    }

    /// <summary>The serving certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What clients verify it with.</summary>
    public ServingTrust Trust { get; }

    /// <summary>What pods are given to verify the server with: <see cref="Trust"/>, or the end of the chain where the system's store has the CA.</summary>
    public string RootPem { get; }

    /// <summary>When the certificates are valid.</summary>
    public IReadOnlyList<CertificateValidity> Validities { get; }

    /// <summary>The certificates as handshakes send them.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The names and addresses that the certificate is for.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var alternatives = Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            return alternatives is null ? [] : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())];
        }
    }

    /// <summary>
    /// The name to verify the certificate for when the server is reached at an address that the certificate is not for; null when the
    /// address is in it, or nothing is.
    /// </summary>
    /// <param name="address">Host and port.</param>
    public string? ServerNameFor(string address)
    {
        var host = address[..address.LastIndexOf(':')].Trim('[', ']');
        if (Certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false) || Names is not { Count: > 0 } names)
        {
            return null;
        }

        const string Wildcard = "*";
        return names.FirstOrDefault(name => !name.StartsWith(Wildcard, StringComparison.Ordinal)) ?? $"signet{names[0][Wildcard.Length..]}";
    }
}
