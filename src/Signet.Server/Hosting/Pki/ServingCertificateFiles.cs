using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Primitives;
using Signet.Server.Files;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Pki;

/// <summary>Reads <c>--tls-cert-file</c> and <c>--tls-private-key-file</c>, and refuses certificates that every handshake would fail with.</summary>
internal static class ServingCertificateFiles
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUsage = "2.5.29.37.0";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Elliptic = "1.2.840.10045.2.1";

    /// <summary>OpenSSL's security level 2, the default of Debian, refuses shorter keys in every handshake.</summary>
    private const int MinRsaBits = 2048;

    /// <summary>Loads and follows the files as one value: a certificate without its key, or that the CA bundle does not verify, is refused.</summary>
    /// <param name="files">Loads and follows the files.</param>
    /// <param name="certificatePath"><c>--tls-cert-file</c>: the certificate, then its intermediates.</param>
    /// <param name="keyPath"><c>--tls-private-key-file</c>.</param>
    /// <param name="caPath"><c>--tls-ca-file</c>; null derives the bundle.</param>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static FollowedFile<ServingIdentity> Follow(SettingFiles files, string certificatePath, string keyPath, string? caPath)
    {
        var certificate = new SettingFile("tls-cert-file", certificatePath);
        var key = new SettingFile("tls-private-key-file", keyPath);
        var ca = caPath is null ? null : new SettingFile("tls-ca-file", caPath);
        return files.Follow(
            ca is null ? [certificate, key] : [certificate, key, ca],
            contents => Read(contents, certificate, key, ca),
            identity => $"{identity.Certificate.Subject}, valid until {Timestamps.Format(identity.Certificate.NotAfter.ToUniversalTime())}");
    }

    /// <summary>Reads each file for itself, and then all together. Each step throws a <see cref="StartupException"/> for its fault.</summary>
    public static IEnumerable<Action> Steps(SettingFiles files, string certificatePath, string keyPath, string? caPath)
    {
        var (certificate, key) = (new SettingFile("tls-cert-file", certificatePath), new SettingFile("tls-private-key-file", keyPath));
        yield return () => files.Try([certificate], contents =>
        {
            using var first = ReadCertificates(contents, certificate)[0];
            Check(first, certificate);
        });
        yield return () => files.Try([key], contents => RequireKey(key, FileContents.TextOf(contents.Read(key))));
        if (caPath is not null)
        {
            var ca = new SettingFile("tls-ca-file", caPath);
            yield return () => files.Try([ca], contents => ReadCertificates(contents, ca));
        }

        yield return () => Follow(files, certificatePath, keyPath, caPath);
    }

    private static ServingIdentity Read(FileContents contents, SettingFile certificateFile, SettingFile keyFile, SettingFile? caFile)
    {
        var chain = ReadCertificates(contents, certificateFile);
        using var first = chain[0];
        Check(first, certificateFile);
        var serving = WithKey(first, certificateFile.Path, keyFile, FileContents.TextOf(contents.Read(keyFile)));
        chain.RemoveAt(0);
        var trust = caFile is null
            ? ServingTrust.Derive(serving, chain, certificateFile.Path)
            : ServingTrust.Of(serving, chain, ReadCertificates(contents, caFile), caFile, certificateFile.Path);
        return new ServingIdentity(serving, chain, trust, certificateFile.Path);
    }

    private static X509Certificate2Collection ReadCertificates(FileContents contents, SettingFile file)
    {
        var text = FileContents.TextOf(contents.Read(file));
        try
        {
            return PemCertificates.Read(text);
        }
        catch (FormatException exception)
        {
            throw new UnusableFileException(file, exception.Message, exception);
        }
    }

    private static void Check(X509Certificate2 certificate, SettingFile file)
    {
        if (certificate.PublicKey.Oid.Value is not (Rsa or Elliptic))
        {
            throw new UnusableFileException(file, "the key of the first certificate is neither RSA nor ECDSA");
        }

        using var rsa = certificate.GetRSAPublicKey();
        if (rsa?.KeySize < MinRsaBits)
        {
            throw new UnusableFileException(file, $"the RSA key of the first certificate has {rsa.KeySize} bits; at least {MinRsaBits} are required");
        }

        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509EnhancedKeyUsageExtension { EnhancedKeyUsages: var usages } &&
                !usages.Cast<Oid>().Any(usage => usage.Value is ServerAuthentication or AnyUsage))
            {
                throw new UnusableFileException(
                    file, $"the first certificate is not for server authentication: its extended key usage lacks serverAuth ({ServerAuthentication})");
            }
        }
    }

    private static void RequireKey(SettingFile keyFile, string key)
    {
        if (key.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new UnusableFileException(keyFile, "the key is encrypted; keys with a passphrase are not supported");
        }

        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new UnusableFileException(keyFile, "has no private key in PEM");
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string certificatePath, SettingFile keyFile, string key)
    {
        RequireKey(keyFile, key);
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new UnusableFileException(keyFile, $"does not have the private key of the first certificate in {certificatePath}", exception);
        }
    }
}
