using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Hosting.Pki;

/// <summary>The serving certificate of TLS handshakes, and the CA bundle that clients verify it with. Immutable.</summary>
internal sealed class ServingIdentity
{
    /// <param name="certificate">The serving certificate, with its private key.</param>
    /// <param name="intermediates">The intermediate certificates, sent after it.</param>
    /// <param name="trust">The CA bundle that clients verify it with.</param>
    /// <param name="file">The file of the certificate.</param>
    public ServingIdentity(X509Certificate2 certificate, X509Certificate2Collection intermediates, ServingTrust trust, string file)
    {
        (Certificate, Trust) = (certificate, trust);
        RootPem = trust.BundlePem ?? (intermediates.Count > 0 ? intermediates[^1] : certificate).ExportCertificatePem() + "\n";
        Validities =
        [
            CertificateValidity.Of("serving certificate", file, certificate),
            .. intermediates.Select(one => CertificateValidity.Of($"intermediate certificate {one.Subject}", file, one)),
        ];
        Context = SslStreamCertificateContext.Create(certificate, intermediates);
    }

    /// <summary>The serving certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The CA bundle that clients verify it with.</summary>
    public ServingTrust Trust { get; }

    /// <summary>
    /// The CA certificates for pods (<c>kube-root-ca.crt</c>): <see cref="Trust"/>, or the last certificate of the chain when clients use the system
    /// store.
    /// </summary>
    public string RootPem { get; }

    /// <summary>The validity of the certificates.</summary>
    public IReadOnlyList<CertificateValidity> Validities { get; }

    /// <summary>The certificate chain for handshakes.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The names and addresses in the certificate.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var alternatives = Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            return alternatives is null
                ? []
                : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())];
        }
    }

    /// <summary>
    /// The name to verify the certificate for, when the certificate does not have the address of the server; null when it has, or when it has no
    /// names.
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
