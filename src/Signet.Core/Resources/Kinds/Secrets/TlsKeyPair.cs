using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Signet.Core.Resources.Kinds.Secrets;

/// <summary>
/// Checks that a PEM certificate and a PEM private key match. Errors have Go's texts (<c>crypto/tls</c>, X509KeyPair), which kube-apiserver
/// sends as a warning. No text contains a part of the key.
/// </summary>
internal static class TlsKeyPair
{
    private const string CertificateLabel = "CERTIFICATE";
    private const string KeyLabel = "PRIVATE KEY";
    private const string Mismatch = "tls: private key does not match public key";
    private const string OtherType = "tls: private key type does not match public key type";

    /// <summary>The error; null when the pair matches.</summary>
    public static string? FindError(byte[] certificatePem, byte[] keyPem)
    {
        var certificate = Find(certificatePem, label => label == CertificateLabel, out var skipped);
        if (certificate is null)
        {
            return CertificateError(skipped);
        }

        var key = Find(keyPem, label => label == KeyLabel || label.EndsWith(" " + KeyLabel, StringComparison.Ordinal), out skipped);
        if (key is null)
        {
            return KeyError(skipped);
        }

        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(certificate);
            return Compare(parsed, key);
        }
        catch (CryptographicException)
        {
            return "x509: malformed certificate";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static string CertificateError(IReadOnlyList<string> skipped) => skipped switch
    {
        [] => "tls: failed to find any PEM data in certificate input",
        [var only] when only.EndsWith(KeyLabel, StringComparison.Ordinal) =>
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
        _ => "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: " + Show(skipped),
    };

    private static string KeyError(IReadOnlyList<string> skipped) => skipped switch
    {
        [] => "tls: failed to find any PEM data in key input",
        [CertificateLabel] => "tls: found a certificate rather than a key in the PEM for the private key",
        _ => "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: " + Show(skipped),
    };

    private static string Show(IReadOnlyList<string> labels) => $"[{string.Join(' ', labels)}]";

    /// <summary>The content of the first block with an accepted label, and the labels of the blocks before it.</summary>
    private static byte[]? Find(byte[] pem, Func<string, bool> isWanted, out IReadOnlyList<string> skipped)
    {
        var labels = new List<string>();
        skipped = labels;
        ReadOnlySpan<char> rest = Encoding.Latin1.GetString(pem);
        while (PemEncoding.TryFind(rest, out var block))
        {
            var label = rest[block.Label].ToString();
            if (isWanted(label))
            {
                return Convert.FromBase64String(rest[block.Base64Data].ToString());
            }

            labels.Add(label);
            rest = rest[block.Location.End..];
        }

        return null;
    }

    private static string? Compare(X509Certificate2 certificate, byte[] key)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var ecdsa = certificate.GetECDsaPublicKey();
        if (rsa is not null)
        {
            using var own = RSA.Create();
            return Import(own, key, own.ImportRSAPrivateKey) ? CompareKeys(rsa.ExportSubjectPublicKeyInfo(), own.ExportSubjectPublicKeyInfo())
                : HasOtherAlgorithm(key) ? OtherType : "tls: failed to parse private key";
        }

        if (ecdsa is not null)
        {
            using var own = ECDsa.Create();
            return Import(own, key, own.ImportECPrivateKey) ? CompareKeys(ecdsa.ExportSubjectPublicKeyInfo(), own.ExportSubjectPublicKeyInfo())
                : HasOtherAlgorithm(key) ? OtherType : "tls: failed to parse private key";
        }

        // Ed25519 and later algorithms: .NET cannot compare these keys, so they are not checked.
        return null;
    }

    private static string? CompareKeys(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.SequenceEqual(other) ? null : Mismatch;

    /// <summary>Whether the key has another algorithm than the certificate.</summary>
    private static bool HasOtherAlgorithm(byte[] key)
    {
        using var rsa = RSA.Create();
        using var ecdsa = ECDsa.Create();
        return Import(rsa, key, rsa.ImportRSAPrivateKey) || Import(ecdsa, key, ecdsa.ImportECPrivateKey);
    }

    /// <summary>Imports a key in PKCS#8 or in the format of its algorithm; false when it is neither.</summary>
    private static bool Import(AsymmetricAlgorithm into, byte[] key, ImportKey importOwnForm) =>
        TryImport(into.ImportPkcs8PrivateKey, key) || TryImport(importOwnForm, key);

    private static bool TryImport(ImportKey import, byte[] key)
    {
        try
        {
            import(key, out _);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return false;
        }
    }

    private delegate void ImportKey(ReadOnlySpan<byte> source, out int bytesRead);
}
