using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Access;
using Signet.Server.Files;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication.Certificates;

/// <summary>
/// Authenticates client certificates (apiserver, <c>request/x509</c>): the common name is the user, the organizations are the groups. A chain is
/// verified once for each connection and set of CA certificates; its validity period is checked on each request.
/// </summary>
internal sealed class ClientCertificates(IValueSource<X509Certificate2Collection> caCertificates)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    private readonly ConditionalWeakTable<X509Certificate2, CheckedCertificate> _checked = [];

    /// <summary>The user of the certificate, null when no CA certificate verifies it now; and when the first certificate of the chain expires.</summary>
    public UserInfo? Authenticate(X509Certificate2 certificate, DateTimeOffset now, out CredentialLifetime lifetime)
    {
        var trusted = caCertificates.Current;
        if (!_checked.TryGetValue(certificate, out var known) || !ReferenceEquals(known.CaCertificates, trusted))
        {
            known = Check(certificate, trusted, now);
            _checked.AddOrUpdate(certificate, known);
        }

        lifetime = new CredentialLifetime(known.NotAfter.ToUnixTimeSeconds());
        return known.User is not null && now >= known.NotBefore && now <= known.NotAfter ? known.User : null;
    }

    private static CheckedCertificate Check(X509Certificate2 certificate, X509Certificate2Collection caCertificates, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(caCertificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        try
        {
            return chain.Build(certificate) ? CheckedOf(certificate, chain, caCertificates) : new CheckedCertificate(caCertificates, null, default, default);
        }
        finally
        {
            // X509Chain does not dispose the certificates that it has created.
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static CheckedCertificate CheckedOf(X509Certificate2 certificate, X509Chain chain, X509Certificate2Collection caCertificates)
    {

        // A chain is valid while all of its certificates are.
        var notBefore = DateTime.MinValue;
        var notAfter = DateTime.MaxValue;
        foreach (var element in chain.ChainElements)
        {
            notBefore = Later(notBefore, element.Certificate.NotBefore.ToUniversalTime());
            notAfter = Earlier(notAfter, element.Certificate.NotAfter.ToUniversalTime());
        }

        return new CheckedCertificate(
            caCertificates, UserOf(certificate), new DateTimeOffset(notBefore, TimeSpan.Zero), new DateTimeOffset(notAfter, TimeSpan.Zero));
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;

    private static UserInfo? UserOf(X509Certificate2 certificate)
    {
        var name = "";
        var groups = new List<string>();
        foreach (var relative in certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (relative.HasMultipleElements)
            {
                continue;
            }

            switch (relative.GetSingleElementType().Value)
            {
                case CommonName:
                    name = relative.GetSingleElementValue() ?? "";
                    break;
                case Organization:
                    groups.Add(relative.GetSingleElementValue() ?? "");
                    break;
            }
        }

        return name.Length == 0 ? null : AuthenticatedGroup.AddTo(new UserInfo
        {
            Name = name,
            Groups = groups,
            Extra = [new(CredentialId, ["X509SHA256=" + Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span))])],
        });
    }

    private sealed record CheckedCertificate(X509Certificate2Collection CaCertificates, UserInfo? User, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
}
