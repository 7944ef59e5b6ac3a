using System.Security.Cryptography.X509Certificates;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Pki;

/// <summary>The serving identity without <c>--tls-cert-file</c>: a certificate of the CA in the data directory.</summary>
internal sealed class OwnServingIdentity(RenewedCertificate certificate, ServingTrust trust) : IValueSource<ServingIdentity>
{
    private volatile ServingIdentity? _identity;

    /// <inheritdoc/>
    public ServingIdentity Current
    {
        get
        {
            var identity = _identity;
            var current = certificate.Current;
            if (identity is null || !ReferenceEquals(identity.Certificate, current))
            {
                // Concurrent handshakes may create equal identities, which is harmless.
                _identity = identity = new ServingIdentity(current, new X509Certificate2Collection(), trust, certificate.File);
            }

            return identity;
        }
    }
}
