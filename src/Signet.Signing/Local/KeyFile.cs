using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Signing;

namespace Signet.Signing.Local;

/// <summary>
/// Reads keys from PEM files (RFC 7468): RSA and elliptic, private, public or in a certificate, several in one file, as
/// kube-apiserver takes them for <c>--service-account-key-file</c> (client-go, <c>util/keyutil</c>).
/// </summary>
public static class KeyFile
{
    /// <summary>All public keys of a file, and the public halves of its private ones.</summary>
    /// <exception cref="KeyFileException">The file cannot be read, has no key, or has one that is not supported.</exception>
    public static IReadOnlyList<VerificationKey> ReadPublicKeys(string path)
    {
        var keys = new List<VerificationKey>();
        var rest = ReadText(path).AsMemory();
        while (PemEncoding.TryFind(rest.Span, out var fields))
        {
            var pem = rest.Span[fields.Location].ToString();
            var label = rest.Span[fields.Label].ToString();
            if (ReadPublicKey(path, label, pem) is { } key)
            {
                keys.Add(key);
            }

            rest = rest[fields.Location.End.Value..];
        }

        return keys.Count > 0 ? keys : throw new KeyFileException($"{path}: no PEM encoded key found");
    }

    /// <summary>The private key of a file, as a signer.</summary>
    /// <exception cref="KeyFileException">The file cannot be read, has no private key, or has one that is not supported.</exception>
    public static LocalJwtSigner ReadSigner(string path) => ParseSigner(path, ReadText(path));

    /// <summary>The first private key of a PEM text, as a signer.</summary>
    /// <param name="path">The text's name, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="KeyFileException">It has no private key, or has one that is not supported.</exception>
    public static LocalJwtSigner ParseSigner(string path, string text)
    {
        var rest = text.AsMemory();
        while (PemEncoding.TryFind(rest.Span, out var fields))
        {
            var pem = rest.Span[fields.Location].ToString();
            switch (rest.Span[fields.Label])
            {
                case "RSA PRIVATE KEY":
                    return SignerOf(ImportRsa(path, pem));
                case "EC PRIVATE KEY":
                    return SignerOf(path, ImportElliptic(path, pem));
                case "PRIVATE KEY":
                    return TryImport(RSA.Create, key => key.ImportFromPem(pem)) is { } rsa
                        ? SignerOf(CheckStrength(path, rsa))
                        : SignerOf(path, ImportElliptic(path, pem));
                case "ENCRYPTED PRIVATE KEY":
                    throw new KeyFileException($"{path}: the private key is encrypted; keys with a passphrase are not supported");
            }

            rest = rest[fields.Location.End.Value..];
        }

        throw new KeyFileException($"{path}: no PEM encoded private key found");
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    private static VerificationKey? ReadPublicKey(string path, string label, string pem)
    {
        switch (label)
        {
            case "RSA PRIVATE KEY" or "RSA PUBLIC KEY":
                using (var rsa = ImportRsa(path, pem))
                {
                    return VerificationKey.From(rsa);
                }

            case "EC PRIVATE KEY":
                using (var elliptic = ImportElliptic(path, pem))
                {
                    return Supported(path, elliptic);
                }

            case "PRIVATE KEY" or "PUBLIC KEY":
                using (var rsa = TryImport(RSA.Create, key => key.ImportFromPem(pem)))
                {
                    if (rsa is not null)
                    {
                        return VerificationKey.From(CheckStrength(path, rsa));
                    }
                }

                using (var elliptic = ImportElliptic(path, pem))
                {
                    return Supported(path, elliptic);
                }

            case "CERTIFICATE":
                return ReadCertificate(path, pem);
            case "ENCRYPTED PRIVATE KEY":
                throw new KeyFileException($"{path}: the private key is encrypted; keys with a passphrase are not supported");
            default:
                // Parameters and the like stand beside keys and are none.
                return null;
        }
    }

    private static VerificationKey ReadCertificate(string path, string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
            {
                return VerificationKey.From(CheckStrength(path, rsa));
            }

            using var elliptic = certificate.GetECDsaPublicKey();
            return elliptic is not null
                ? Supported(path, elliptic)
                : throw new KeyFileException($"{path}: the certificate's key is neither RSA nor ECDSA");
        }
        catch (CryptographicException exception)
        {
            throw new KeyFileException($"{path}: a certificate cannot be read", exception);
        }
    }

    private static RSA ImportRsa(string path, string pem) =>
        CheckStrength(path, TryImport(RSA.Create, key => key.ImportFromPem(pem)) ?? throw new KeyFileException($"{path}: an RSA key cannot be read"));

    private static ECDsa ImportElliptic(string path, string pem) =>
        TryImport(ECDsa.Create, key => key.ImportFromPem(pem)) ??
        throw new KeyFileException($"{path}: a key cannot be read; RSA and ECDSA on P-256, P-384 and P-521 are supported");

    private static T? TryImport<T>(Func<T> create, Action<T> import)
        where T : class, IDisposable
    {
        var key = create();
        try
        {
            import(key);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private static RSA CheckStrength(string path, RSA key) => RsaKeyWeakness.Find(key.KeySize, key.ExportParameters(false)) is { } weakness
        ? throw new KeyFileException($"{path}: {weakness}")
        : key;

    private static VerificationKey Supported(string path, ECDsa key) => VerificationKey.From(key) ??
        throw new KeyFileException($"{path}: the key's curve is not supported; P-256, P-384 and P-521 are");

    private static LocalJwtSigner SignerOf(RSA key)
    {
        using (key)
        {
            return LocalJwtSigner.Create(key);
        }
    }

    private static LocalJwtSigner SignerOf(string path, ECDsa key)
    {
        using (key)
        {
            Supported(path, key);
            return LocalJwtSigner.Create(key);
        }
    }
}
