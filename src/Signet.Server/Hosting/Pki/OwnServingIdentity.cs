using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Pki;

/// <summary>The serving identity without <c>--tls-cert-file</c>: a certificate of the CA in the data directory.</summary>
internal sealed class OwnServingIdentity(RenewedCertificate certificate, ServingTrust trust) : IValueSource<ServingIdentity>
{
    private volatile ServingIdentity? _made;

    /// <inheritdoc/>
    public ServingIdentity Current
    {
        get
        {
            var made = _made;
            var current = certificate.Current;
            if (made is null || !ReferenceEquals(made.Certificate, current))
            {
                // Two handshakes at the same time make the same identity twice, which does no harm.
                _made = made = new ServingIdentity(current, new X509Certificate2Collection(), trust, certificate.File);
            }

            return made;
        }
    }
}
