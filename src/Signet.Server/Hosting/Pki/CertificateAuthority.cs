using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Pki;

/// <summary>
/// The CA that issues the server's own certificate and the administrator's: in the data directory, or shared by all replicas of a store
/// (<see cref="SharedAuthority"/>).
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>The file name of the CA certificate.</summary>
    public const string CertificateName = "ca.crt";

    /// <summary>The file name of its private key.</summary>
    public const string KeyName = "ca.key";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>The lifetime of the serving certificate and of the administrator's.</summary>
    public static TimeSpan DefaultCertificateLifetime { get; } = TimeSpan.FromDays(365);

    /// <param name="certificate">The CA certificate, with its private key.</param>
    public CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>The CA certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The lifetime of the certificates that <see cref="IssuedCertificate"/> has it issue.</summary>
    public TimeSpan CertificateLifetime { get; set; } = DefaultCertificateLifetime;

    /// <summary>Whether the CA is in the store, for all replicas.</summary>
    public bool IsShared { get; set; }

    /// <summary>The CA certificate in PEM.</summary>
    public string CertificatePem => Certificate.ExportCertificatePem();

    /// <summary>Loads the CA of the directory, or creates one.</summary>
    /// <exception cref="StartupException">The files in the directory cannot be read.</exception>
    public static CertificateAuthority Open(DataDirectory directory, DateTimeOffset now)
    {
        if (Find(directory) is { } found)
        {
            return found;
        }

        var made = Create(now);
        using var key = made.Certificate.GetECDsaPrivateKey()!;

        // The key is written first: a certificate without its key is ignored.
        directory.Write(KeyName, key.ExportPkcs8PrivateKeyPem() + "\n");
        directory.Write(CertificateName, made.CertificatePem + "\n");
        return made;
    }

    /// <summary>Loads the CA of the directory; null when it has none with a key.</summary>
    /// <exception cref="StartupException">The files in the directory cannot be read.</exception>
    public static CertificateAuthority? Find(DataDirectory directory)
    {
        if (directory.Read(CertificateName) is not { } pem || directory.Read(KeyName) is not { } key)
        {
            return null;
        }

        try
        {
            return new CertificateAuthority(X509Certificate2.CreateFromPem(pem, key));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new StartupException($"{directory.File(CertificateName)} and {KeyName} are not a certificate and its key", exception);
        }
    }

    /// <summary>Issues a certificate; the result has the private key.</summary>
    /// <exception cref="StartupException">The CA has expired.</exception>
    public X509Certificate2 Sign(CertificateRequest request, ECDsa key, DateTimeOffset now, TimeSpan lifetime)
    {
        if (Certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
        {
            var expired = $"expired on {Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}, so it cannot issue certificates; ";
            throw new StartupException(IsShared
                ? $"the CA of all replicas {expired}delete {AuthorityRecord.StorageKey} in etcd while no replica runs to create a new CA (kubeconfigs must be distributed again)"
                : $"--data-dir: {CertificateName} of the data directory {expired}remove {CertificateName} and {KeyName} to create a new CA (kubeconfigs must be distributed again)");
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        using var signed = request.Create(Certificate, now - Backdating, Earlier(now + lifetime, Certificate.NotAfter), NewSerialNumber());
        return signed.CopyWithPrivateKey(key);
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    /// <summary>The time before now at which validity begins, for clients whose clocks are behind.</summary>
    private static TimeSpan Backdating { get; } = TimeSpan.FromMinutes(5);

    private static DateTimeOffset Earlier(DateTimeOffset requested, DateTime end) => requested < end ? requested : end;

    /// <summary>Makes a CA.</summary>
    public static CertificateAuthority Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = $"signet-ca-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new CertificateAuthority(request.CreateSelfSigned(now - Backdating, now + Lifetime));
    }

    private static byte[] NewSerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
