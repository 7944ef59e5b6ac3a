using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Server.Files;

/// <summary>Reads PEM certificates (RFC 7468), and refuses truncated ones.</summary>
internal static class PemCertificates
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    /// <summary>All certificates in a text, at least one.</summary>
    /// <exception cref="FormatException">There is none, or one is malformed or truncated.</exception>
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

        // ImportFromPem skips a certificate without an end line.
        return text.AsSpan().Count(Begin) == read.Count && text.AsSpan().Count(End) == read.Count
            ? read
            : throw new FormatException("has a certificate that does not end");
    }
}
