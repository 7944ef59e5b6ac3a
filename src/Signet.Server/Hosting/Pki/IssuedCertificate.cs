using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Directories;

namespace Signet.Server.Hosting.Pki;

/// <summary>A certificate in the data directory that the CA issued. Issued again when it does not match the template or is due for renewal.</summary>
internal static class IssuedCertificate
{
    /// <summary>A certificate is renewed when a third of its lifetime is left, months before expiry warnings begin.</summary>
    private const int RenewalDivisor = 3;

    /// <summary>Whether a certificate is not due for renewal.</summary>
    public static bool IsFresh(X509Certificate2 certificate, CertificateAuthority authority, DateTimeOffset now)
    {
        var end = certificate.NotAfter.ToUniversalTime();

        // A CA that expires earlier cannot issue a certificate with a later end.
        return end - now.UtcDateTime > (end - certificate.NotBefore.ToUniversalTime()) / RenewalDivisor ||
            certificate.NotAfter >= authority.Certificate.NotAfter;
    }

    /// <summary>Loads the certificate if the CA issued it, it is not due for renewal and it matches the template; else issues one.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="name">The name of the files, without <c>.crt</c> and <c>.key</c>.</param>
    /// <param name="authority">The CA.</param>
    /// <param name="template">The template.</param>
    /// <param name="now">The current time.</param>
    public static X509Certificate2 Open(
        DataDirectory directory, string name, CertificateAuthority authority, CertificateTemplate template, DateTimeOffset now)
    {
        if (directory.Read(name + ".crt") is { } pem && directory.Read(name + ".key") is { } key && TryRead(pem, key) is { } existing)
        {
            if (IsFresh(existing, authority, now) && IsIssuedBy(existing, authority) && template.Matches(existing))
            {
                return existing;
            }

            existing.Dispose();
        }

        using var newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = authority.Sign(template.ToRequest(newKey), newKey, now, authority.CertificateLifetime);
        directory.Write(name + ".key", newKey.ExportPkcs8PrivateKeyPem() + "\n");
        directory.Write(name + ".crt", certificate.ExportCertificatePem() + "\n");
        return certificate;
    }

    private static X509Certificate2? TryRead(string pem, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // A key without its certificate: an earlier start was interrupted between writing the two.
            return null;
        }
    }

    private static bool IsIssuedBy(X509Certificate2 certificate, CertificateAuthority authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }
}
