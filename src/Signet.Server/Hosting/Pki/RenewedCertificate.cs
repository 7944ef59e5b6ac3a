using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Pki;

/// <summary>A certificate that the CA in the data directory issues, renewed while the server runs.</summary>
/// <param name="directory">The data directory.</param>
/// <param name="name">The name of the files, without <c>.crt</c> and <c>.key</c>.</param>
/// <param name="authority">The CA.</param>
/// <param name="template">The template.</param>
internal sealed class RenewedCertificate(DataDirectory directory, string name, CertificateAuthority authority, CertificateTemplate template)
    : IValueSource<X509Certificate2>
{
    private volatile X509Certificate2? _current;

    /// <summary>The certificate in force, with its private key.</summary>
    public X509Certificate2 Current => _current ?? throw new InvalidOperationException($"{name} has not been opened");

    /// <summary>The file of the certificate.</summary>
    public string File => directory.File(name + ".crt");

    /// <summary>Loads the certificate; issues another one when there is none that can be used, or it is due for renewal.</summary>
    /// <returns>Whether the certificate in force has changed.</returns>
    /// <exception cref="StartupException">The files cannot be read or written, or the CA has expired. The certificate in force stays.</exception>
    public bool Renew(DateTimeOffset now)
    {
        if (_current is { } current && IssuedCertificate.IsFresh(current, authority, now))
        {
            return false;
        }

        _current = IssuedCertificate.Open(directory, name, authority, template, now);
        return true;
    }
}
