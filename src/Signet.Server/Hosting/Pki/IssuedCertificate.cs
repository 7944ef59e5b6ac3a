using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Directories;

namespace Signet.Server.Hosting.Pki;

/// <summary>A certificate of the authority's in the data directory, made anew when it does not fit any more or ends soon.</summary>
internal static class IssuedCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>A certificate is replaced when this part of its lifetime is left: months before anything warns of its end.</summary>
    private const int RenewedPart = 3;

    /// <summary>Whether a certificate need not be issued again yet.</summary>
    public static bool IsFresh(X509Certificate2 certificate, CertificateAuthority authority, DateTimeOffset now)
    {
        var end = certificate.NotAfter.ToUniversalTime();

        // An authority that ends earlier cannot sign anything that lives longer.
        return end - now.UtcDateTime > (end - certificate.NotBefore.ToUniversalTime()) / RenewedPart || certificate.NotAfter >= authority.Certificate.NotAfter;
    }

    /// <summary>Takes the one in the directory if it is the authority's, good for some time and as wanted; else makes one.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name of the files, without <c>.crt</c> and <c>.key</c>.</param>
    /// <param name="authority">Who signs.</param>
    /// <param name="template">What the certificate is to say.</param>
    /// <param name="now">The time.</param>
    public static X509Certificate2 Open(
        DataDirectory directory, string name, CertificateAuthority authority, CertificateTemplate template, DateTimeOffset now)
    {
        if (directory.Read(name + ".crt") is { } pem && directory.Read(name + ".key") is { } key && TryRead(pem, key) is { } existing)
        {
            if (IsFresh(existing, authority, now) && IsIssuedBy(existing, authority) && template.Fits(existing))
            {
                return existing;
            }

            existing.Dispose();
        }

        using var newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = authority.Sign(template.ToRequest(newKey), newKey, now, Lifetime);
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
            // A key without its certificate: the start before was cut off between the two.
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
