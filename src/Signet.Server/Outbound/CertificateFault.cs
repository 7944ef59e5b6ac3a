namespace Signet.Server.Outbound;

/// <summary>Why a server certificate is refused that OpenSSL would accept, and Go does not.</summary>
internal enum CertificateFault
{
    None,

    /// <summary>It names the server only in its subject (RFC 6125, section 6.4.4; RFC 9525 has dropped it).</summary>
    MissingSubjectAlternativeName,

    /// <summary>It, or a CA below the root, is signed with SHA-1.</summary>
    Sha1Signature,
}
