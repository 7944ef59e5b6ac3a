using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Hosting.Pki;

/// <summary>Reads <c>--tls-cert-file</c> and <c>--tls-private-key-file</c>, and refuses what no handshake could succeed with.</summary>
internal static class ServingCertificateFiles
{
    private const string CertificateFlag = "--tls-cert-file";
    private const string KeyFlag = "--tls-private-key-file";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUsage = "2.5.29.37.0";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Elliptic = "1.2.840.10045.2.1";

    /// <summary>OpenSSL's security level 2, which Debian and others set, refuses shorter keys in every handshake.</summary>
    private const int MinRsaBits = 2048;

    /// <summary>The first certificate, with its key, and those behind it.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static (X509Certificate2 Serving, X509Certificate2Collection Intermediates) Read(string certificateFile, string keyFile)
    {
        var chain = ReadCertificates(CertificateFlag, certificateFile);
        using var first = chain[0];
        Check(first, certificateFile);
        var serving = WithKey(first, certificateFile, keyFile);
        chain.RemoveAt(0);
        return (serving, chain);
    }

    /// <summary>All certificates of a PEM file.</summary>
    /// <exception cref="StartupException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection ReadCertificates(string flag, string file)
    {
        var text = ReadText(flag, file);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw new StartupException($"{flag}: {file} has a certificate that cannot be read", exception);
        }

        return certificates.Count > 0 ? certificates : throw new StartupException($"{flag}: {file} has no PEM encoded certificate");
    }

    private static string ReadText(string flag, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{flag}: {file} cannot be read: {exception.Message}", exception);
        }
    }

    private static void Check(X509Certificate2 certificate, string file)
    {
        if (certificate.PublicKey.Oid.Value is not (Rsa or Elliptic))
        {
            throw new StartupException($"{CertificateFlag}: the key of the first certificate in {file} is neither RSA nor elliptic (ECDSA)");
        }

        using var rsa = certificate.GetRSAPublicKey();
        if (rsa?.KeySize < MinRsaBits)
        {
            throw new StartupException($"{CertificateFlag}: the RSA key of the first certificate in {file} has {rsa.KeySize} bits; at least {MinRsaBits} are needed");
        }

        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509EnhancedKeyUsageExtension { EnhancedKeyUsages: var usages } &&
                !usages.Cast<Oid>().Any(usage => usage.Value is ServerAuthentication or AnyUsage))
            {
                throw new StartupException(
                    $"{CertificateFlag}: the first certificate in {file} is not for servers: its extended key usage lacks serverAuth ({ServerAuthentication})");
            }
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string certificateFile, string keyFile)
    {
        var text = ReadText(KeyFlag, keyFile);
        if (text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new StartupException($"{KeyFlag}: the key in {keyFile} is encrypted; keys with a passphrase are not supported");
        }

        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new StartupException($"{KeyFlag}: {keyFile} has no PEM encoded private key");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), text);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new StartupException($"{KeyFlag}: {keyFile} does not hold the private key of the first certificate in {certificateFile}", exception);
        }
    }
}
