using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Outbound;

/// <summary>
/// Verifies the certificate of another server: what SslStream requires, and what Go requires besides (crypto/x509): a subject alternative name, and no
/// signature with SHA-1. The exception of the connection says what is wrong.
/// </summary>
internal static class ServerCertificateCheck
{
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>SHA-1 with RSA, with ECDSA, and with DSA (RFC 3279).</summary>
    private static readonly string[] Sha1Signatures = ["1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.2.840.10040.4.3"];

    /// <summary>Refuses a certificate by an exception.</summary>
    /// <param name="certificate">The certificate of the server; null when it sent none.</param>
    /// <param name="chain">The chain that was built.</param>
    /// <param name="errors">What SslStream found.</param>
    /// <param name="refused">Gets a fault that only this check finds.</param>
    /// <returns>True.</returns>
    /// <exception cref="AuthenticationException">The certificate is refused.</exception>
    public static bool Require(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, Action<CertificateFault>? refused)
    {
        if (certificate is X509Certificate2 server && FaultOf(server, chain) is var fault and not CertificateFault.None)
        {
            refused?.Invoke(fault);
            throw new AuthenticationException(
                fault == CertificateFault.Sha1Signature
                    ? "The remote certificate, or a CA certificate of its chain, is signed with SHA-1."
                    : "The remote certificate has no subject alternative name; its common name is not used.");
        }

        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && chain is not null)
        {
            var statuses = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            throw new AuthenticationException($"The remote certificate is invalid because of errors in the certificate chain: {statuses}");
        }

        return errors == SslPolicyErrors.None
            ? true
            : throw new AuthenticationException($"The remote certificate is invalid according to the validation procedure: {errors}");
    }

    /// <summary>The fault of a certificate that SslStream does not look for.</summary>
    public static CertificateFault FaultOf(X509Certificate2 certificate, X509Chain? chain)
    {
        if (certificate.Extensions[SubjectAlternativeName] is null)
        {
            return CertificateFault.MissingSubjectAlternativeName;
        }

        // A root is trusted as it is: its own signature is not used.
        var signed = chain is null ? [certificate] : chain.ChainElements.Select(element => element.Certificate).Where(one => one.Issuer != one.Subject);
        return signed.Any(one => Sha1Signatures.Contains(one.SignatureAlgorithm.Value)) ? CertificateFault.Sha1Signature : CertificateFault.None;
    }
}
