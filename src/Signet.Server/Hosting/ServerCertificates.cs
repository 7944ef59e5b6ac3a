using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Hosting.Pki;

namespace Signet.Server.Hosting;

/// <summary>What the server shows to clients, and which clients it believes.</summary>
/// <param name="Serving">The serving certificate, with its key.</param>
/// <param name="Intermediates">What is sent behind it.</param>
/// <param name="ClientAuthorities">Whose client certificates are believed.</param>
/// <param name="Authority">The server's own authority.</param>
/// <param name="Administrator">The administrator's client certificate, with its key.</param>
internal sealed record ServerCertificates(
    X509Certificate2 Serving,
    X509Certificate2Collection Intermediates,
    TrustedAuthorities ClientAuthorities,
    CertificateAuthority Authority,
    X509Certificate2 Administrator)
{
    private const string AdministratorName = "signet-admin";
    private static readonly string[] ServiceNames = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];

    /// <summary>Reads the certificates; makes those of the data directory that are missing, end soon or do not fit.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static ServerCertificates Open(ServerOptions options, DataDirectory directory, DateTimeOffset now)
    {
        var authority = CertificateAuthority.Open(directory, now);
        var administrator = IssuedCertificate.Open(
            directory, "admin", authority, CertificateTemplate.Client(AdministratorName, Core.Access.KnownUsers.MastersGroup), now);
        var trusted = OpenAuthorities(authority, options.ClientAuthorityFile);
        var intermediates = new X509Certificate2Collection();
        X509Certificate2 serving;
        if (options is { TlsCertificateFile: { } certificateFile, TlsPrivateKeyFile: { } keyFile })
        {
            serving = ReadPair(certificateFile, keyFile);
            intermediates.AddRange(ReadCertificates("--tls-cert-file", certificateFile));
            intermediates.RemoveAt(0);
        }
        else
        {
            serving = IssuedCertificate.Open(directory, "serving", authority, OwnTemplate(options), now);
        }

        return new ServerCertificates(serving, intermediates, trusted, authority, administrator);
    }

    /// <summary>
    /// What clients verify the serving certificate by: the server's own authority, or the last certificate of the chain that
    /// the operator gave.
    /// </summary>
    public string RootPem
    {
        get
        {
            var isOwn = Serving.IssuerName.RawData.AsSpan().SequenceEqual(Authority.Certificate.SubjectName.RawData);
            return isOwn ? Authority.CertificatePem : (Intermediates.Count > 0 ? Intermediates[^1] : Serving).ExportCertificatePem() + "\n";
        }
    }

    private static TrustedAuthorities OpenAuthorities(CertificateAuthority own, string? file)
    {
        try
        {
            return TrustedAuthorities.Open(new X509Certificate2Collection(own.Certificate), file);
        }
        catch (FormatException exception)
        {
            throw new StartupException($"--client-ca-file: {file} {exception.Message}", exception);
        }
    }

    private static CertificateTemplate OwnTemplate(ServerOptions options)
    {
        var addresses = new List<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback };
        var isOwn = !options.BindAddress.Equals(IPAddress.Any) && !options.BindAddress.Equals(IPAddress.IPv6Any);
        if (isOwn && !addresses.Contains(options.BindAddress))
        {
            addresses.Add(options.BindAddress);
        }

        var host = Dns.GetHostName();
        var isName = Uri.CheckHostName(host) == UriHostNameType.Dns && !ServiceNames.Contains(host);
        return CertificateTemplate.Server(isName ? [.. ServiceNames, host] : ServiceNames, addresses);
    }

    private static X509Certificate2Collection ReadCertificates(string flag, string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{flag}: {file} cannot be read: {exception.Message}", exception);
        }

        return certificates.Count > 0 ? certificates : throw new StartupException($"{flag}: {file} has no PEM encoded certificate");
    }

    private static X509Certificate2 ReadPair(string certificateFile, string keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--tls-cert-file and --tls-private-key-file: {certificateFile} and {keyFile} are not a certificate and its key", exception);
        }
    }
}
