using System.Security.Cryptography.X509Certificates;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Hosting.Pki;

namespace Signet.Server.Hosting;

/// <summary>What the server shows to clients, and which clients it believes.</summary>
/// <param name="Serving">The serving certificate, with its key.</param>
/// <param name="Intermediates">What is sent behind it.</param>
/// <param name="ClientAuthorities">Whose client certificates are believed.</param>
/// <param name="Authority">The server's own authority.</param>
/// <param name="Trust">What clients verify the serving certificate with.</param>
/// <param name="Lives">When each of the certificates is valid.</param>
/// <param name="Administrator">The administrator's client certificate, with its key.</param>
internal sealed record ServerCertificates(
    X509Certificate2 Serving,
    X509Certificate2Collection Intermediates,
    TrustedAuthorities ClientAuthorities,
    CertificateAuthority Authority,
    X509Certificate2 Administrator,
    ServingTrust Trust,
    IReadOnlyList<CertificateLife> Lives)
{
    private const string AdministratorName = "signet-admin";

    /// <summary>Reads the certificates; makes those of the data directory that are missing, end soon or do not fit.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static ServerCertificates Open(ServerOptions options, DataDirectory directory, DateTimeOffset now)
    {
        var authority = CertificateAuthority.Open(directory, now);
        var administrator = IssuedCertificate.Open(
            directory, "admin", authority, CertificateTemplate.Client(AdministratorName, Core.Access.KnownUsers.MastersGroup), now);
        var trusted = OpenAuthorities(authority, options.Authentication.ClientAuthorityFile);
        var lives = new List<CertificateLife>
        {
            CertificateLife.Of("CA of the data directory", directory.File(CertificateAuthority.CertificateName), authority.Certificate),
            CertificateLife.Of("administrator's certificate", directory.File("admin.crt"), administrator),
        };
        var intermediates = new X509Certificate2Collection();
        X509Certificate2 serving;
        ServingTrust trust;
        if (options.Tls is { CertificateFile: { } certificateFile, PrivateKeyFile: { } keyFile })
        {
            (serving, intermediates) = ServingCertificateFiles.Read(certificateFile, keyFile);
            trust = ServingTrust.Of(serving, intermediates, certificateFile, options.Tls.AuthorityFile);
            lives.AddRange(intermediates.Select(one => CertificateLife.Of($"certificate {one.Subject} behind the serving certificate", certificateFile, one)));
            lives.Insert(0, CertificateLife.Of("serving certificate", certificateFile, serving));
        }
        else
        {
            var names = ServingNames.Of(options);
            serving = IssuedCertificate.Open(directory, "serving", authority, CertificateTemplate.Server(names.Names, names.Addresses), now);
            trust = ServingTrust.Own(authority, directory);
            lives.Insert(0, CertificateLife.Of("serving certificate", directory.File("serving.crt"), serving));
        }

        return new ServerCertificates(serving, intermediates, trusted, authority, administrator, trust, lives);
    }

    /// <summary>What pods are given to verify the server with: <see cref="Trust"/>, or the end of the chain where the system's store has the CA.</summary>
    public string RootPem => Trust.BundlePem is { } bundle
        ? bundle
        : (Intermediates.Count > 0 ? Intermediates[^1] : Serving).ExportCertificatePem() + "\n";

    /// <summary>The names and addresses that the serving certificate is for.</summary>
    public IReadOnlyList<string> CertificateNames
    {
        get
        {
            var alternatives = Serving.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            return alternatives is null ? [] : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())];
        }
    }

    /// <summary>
    /// The name to verify the serving certificate for when the server is reached at an address that the certificate is not for; null when
    /// the address is in it, or nothing is.
    /// </summary>
    /// <param name="address">Host and port.</param>
    public string? ServerNameFor(string address)
    {
        var host = address[..address.LastIndexOf(':')].Trim('[', ']');
        if (Serving.MatchesHostname(host, allowWildcards: true, allowCommonName: false) || CertificateNames is not { Count: > 0 } names)
        {
            return null;
        }

        const string Wildcard = "*";
        return names.FirstOrDefault(name => !name.StartsWith(Wildcard, StringComparison.Ordinal)) ?? $"signet{names[0][Wildcard.Length..]}";
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
}
