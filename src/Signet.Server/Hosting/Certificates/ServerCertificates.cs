using System.Security.Cryptography.X509Certificates;
using Signet.Core.Access;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Certificates;

/// <summary>The certificates that the server presents, and the CA certificates that it trusts for clients.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private readonly CertificateAuthority _authority;
    private readonly string _authorityFile;
    private readonly RenewedCertificate _administrator;
    private readonly RenewedCertificate? _serving;

    private ServerCertificates(ServerOptions options, DataDirectory directory, CertificateAuthority authority, SettingFiles files, DateTimeOffset now)
    {
        _authority = authority;
        _authorityFile = directory.File(CertificateAuthority.CertificateName);
        _administrator = new RenewedCertificate(
            directory, "admin", _authority, CertificateTemplate.Client(KnownUsers.AdministratorName, KnownUsers.MastersGroup));
        _administrator.Renew(now);
        ClientCaCertificates = OpenClientCa(options.Authentication, new X509Certificate2Collection(_authority.Certificate), files);
        if (options.Tls is { CertificateFile: { } certificate, PrivateKeyFile: { } key })
        {
            ServingFile = ServingCertificateFiles.Follow(files, certificate, key, options.Tls.CaFile);
            Serving = ServingFile;
        }
        else
        {
            var names = ServingNames.Of(options);
            _serving = new RenewedCertificate(directory, "serving", _authority, CertificateTemplate.Server(names.Names, names.Addresses));
            _serving.Renew(now);
            Serving = new OwnServingIdentity(_serving, ServingTrust.Own(_authority, directory));
        }
    }

    /// <summary>The certificate of TLS handshakes.</summary>
    public IValueSource<ServingIdentity> Serving { get; }

    /// <summary>The followed files of <see cref="Serving"/>; null when the certificate is Signet's own.</summary>
    public FollowedFile<ServingIdentity>? ServingFile { get; }

    /// <summary>Trusted CA certificates for client certificates.</summary>
    public IValueSource<X509Certificate2Collection> ClientCaCertificates { get; }

    /// <summary>The administrator's client certificate, with its key.</summary>
    public X509Certificate2 Administrator => _administrator.Current;

    /// <summary>The validity of each certificate.</summary>
    public IReadOnlyList<CertificateValidity> Validities =>
    [
        .. Serving.Current.Validities,
        CertificateValidity.Of("CA of the data directory", _authorityFile, _authority.Certificate),
        CertificateValidity.Of("administrator's certificate", _administrator.File, Administrator),
    ];

    /// <summary>Reads the certificates, and issues those of the data directory that are missing, expire soon, or do not match the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="authority">The CA; disposed with the certificates, also when they cannot be opened.</param>
    /// <param name="files">The followed files.</param>
    /// <param name="now">The current time.</param>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static ServerCertificates Open(
        ServerOptions options, DataDirectory directory, CertificateAuthority authority, SettingFiles files, DateTimeOffset now)
    {
        try
        {
            return new ServerCertificates(options, directory, authority, files, now);
        }
        catch
        {
            authority.Dispose();
            throw;
        }
    }

    /// <summary>The own CA, and the certificates of <c>--client-ca-file</c>.</summary>
    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static IValueSource<X509Certificate2Collection> OpenClientCa(AuthenticationOptions options, X509Certificate2Collection own, SettingFiles files) =>
        options.ClientCaFile is { } caFile
            ? files.Follow("client-ca-file", caFile, contents => ReadCaCertificates(own, contents), all => DescribeCaCertificates(all.Count - own.Count))
            : new FixedValue<X509Certificate2Collection>(own);

    /// <summary>The description of CA certificates in the log.</summary>
    public static string DescribeCaCertificates(int count) => count == 1 ? "1 CA certificate" : $"{count} CA certificates";

    /// <summary>Renews the certificates of the data directory that are due.</summary>
    /// <returns>The files of the renewed certificates.</returns>
    /// <exception cref="StartupException">A certificate cannot be issued or written. The certificates in force stay.</exception>
    public IReadOnlyList<string> Renew(DateTimeOffset now)
    {
        var renewed = new List<string>();
        foreach (var certificate in (RenewedCertificate?[])[_serving, _administrator])
        {
            if (certificate?.Renew(now) == true)
            {
                renewed.Add(certificate.File);
            }
        }

        return renewed;
    }

    /// <summary>Disposes the certificates in force. Replaced ones are left to the garbage collector, because a handshake may still use them.</summary>
    public void Dispose()
    {
        Serving.Current.Certificate.Dispose();
        _administrator.Current.Dispose();
        _authority.Dispose();
    }

    private static X509Certificate2Collection ReadCaCertificates(X509Certificate2Collection own, FileContents contents) =>
        [.. own, .. PemCertificates.Read(FileContents.TextOf(contents.Read()))];
}
