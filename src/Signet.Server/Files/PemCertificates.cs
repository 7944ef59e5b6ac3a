using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Files;

/// <summary>Certificates in PEM (RFC 7468), whole or not at all.</summary>
internal static class PemCertificates
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    /// <summary>All certificates of a text, at least one.</summary>
    /// <exception cref="FormatException">There is none, or one that cannot be read or is cut off.</exception>
    public static X509Certificate2Collection Read(string text)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw new FormatException($"has a certificate that cannot be read: {exception.Message}", exception);
        }

        if (read.Count == 0)
        {
            throw new FormatException("has no PEM encoded certificate");
        }

        // The reader passes over a certificate whose end is missing.
        return text.AsSpan().Count(Begin) == read.Count && text.AsSpan().Count(End) == read.Count
            ? read
            : throw new FormatException("has a certificate that does not end");
    }
}
