using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Hosting.Pki;

/// <summary>The subject, names and usage of a certificate to issue.</summary>
internal sealed record CertificateTemplate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private CertificateTemplate()
    {
    }

    private string CommonName { get; init; } = "";

    private string Organization { get; init; } = "";

    private string Usage { get; init; } = "";

    private IReadOnlyList<string> Names { get; init; } = [];

    private IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>A server certificate for names and addresses.</summary>
    public static CertificateTemplate Server(IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses) =>
        new() { CommonName = "signet", Usage = ServerAuthentication, Names = names, Addresses = addresses };

    /// <summary>A client certificate of a user in one group.</summary>
    public static CertificateTemplate Client(string user, string group) =>
        new() { CommonName = user, Organization = group, Usage = ClientAuthentication };

    /// <summary>The certificate request to the CA.</summary>
    public CertificateRequest ToRequest(ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        if (Organization.Length > 0)
        {
            subject.AddOrganizationName(Organization);
        }

        subject.AddCommonName(CommonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Usage)], false));
        if (Names.Count + Addresses.Count > 0)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in Names)
            {
                alternatives.AddDnsName(name);
            }

            foreach (var address in Addresses)
            {
                alternatives.AddIpAddress(address);
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        return request;
    }

    /// <summary>Whether a certificate has the same common name and exactly the same alternative names.</summary>
    public bool Matches(X509Certificate2 certificate)
    {
        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != CommonName)
        {
            return false;
        }

        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension alternatives)
            {
                return Names.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(alternatives.EnumerateDnsNames()) &&
                    Addresses.ToHashSet().SetEquals(alternatives.EnumerateIPAddresses());
            }
        }

        return Names.Count + Addresses.Count == 0;
    }
}
