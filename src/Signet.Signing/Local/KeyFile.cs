using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;

namespace Signet.Signing.Local;

/// <summary>
/// A PEM file (RFC 7468) with RSA or EC keys: private keys, public keys and certificates, several in one file, as kube-apiserver reads
/// <c>--service-account-key-file</c> (client-go, <c>util/keyutil</c>).
/// </summary>
/// <param name="name">The name of the file in messages: its path, and the setting that names it.</param>
/// <param name="content">The bytes of the file.</param>
internal sealed class KeyFile(string name, ReadOnlyMemory<byte> content)
{
    /// <summary>Whether the JWKS has the keys of the file.</summary>
    public bool IsPublished { get; init; } = true;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">The name of the file in messages; null for its path.</param>
    /// <exception cref="KeyFileException">The file cannot be read.</exception>
    public static KeyFile Load(string path, string? name = null)
    {
        name ??= path;
        try
        {
            return new KeyFile(name, File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{name}: cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The public keys of the file, of its certificates and of its private keys.</summary>
    /// <exception cref="KeyFileException">The file has no key, or a key is damaged or not supported.</exception>
    public IReadOnlyList<VerificationKey> ReadPublicKeys()
    {
        var keys = new List<VerificationKey>();
        var rest = Decode();
        while (PemEncoding.TryFind(rest.Span, out var fields))
        {
            var pem = rest.Span[fields.Location].ToString();
            var label = rest.Span[fields.Label].ToString();
            if (ReadPublicKey(label, pem) is { } key)
            {
                keys.Add(key);
            }

            rest = rest[fields.Location.End.Value..];
        }

        return keys.Count > 0 ? keys : throw new KeyFileException($"{name}: no PEM encoded key found");
    }

    /// <summary>The public keys of the file as keys of a ring, without windows.</summary>
    /// <exception cref="KeyFileException">The file has no key, or a key is damaged or not supported.</exception>
    public IReadOnlyList<RingKey> ReadRingKeys() => [.. ReadPublicKeys().Select(key => new RingKey { Key = key, IsInKeySet = IsPublished })];

    /// <summary>The first private key of the file, as a signer.</summary>
    /// <exception cref="KeyFileException">The file has no private key, or the key is damaged or not supported.</exception>
    public LocalJwtSigner ReadSigner() => ReadPrivateKey(SignerOf, SignerOf);

    /// <summary>The first private key of the file, as bytes (PKCS#8, DER), which the caller clears after use, and its public half.</summary>
    /// <exception cref="KeyFileException">The file has no private key, or the key is damaged or not supported.</exception>
    public (VerificationKey Public, byte[] Private) ReadPrivateKey()
    {
        // A signer is made first: its checks refuse a damaged key.
        var publicKey = ReadSigner().PublicKey;
        return (publicKey, ReadPrivateKey(Export, Export));
    }

    private T ReadPrivateKey<T>(Func<RSA, T> fromRsa, Func<ECDsa, T> fromElliptic)
    {
        var rest = Decode();
        while (PemEncoding.TryFind(rest.Span, out var fields))
        {
            var pem = rest.Span[fields.Location].ToString();
            switch (rest.Span[fields.Label])
            {
                case "RSA PRIVATE KEY":
                    return fromRsa(ImportRsa(pem));
                case "EC PRIVATE KEY":
                    return fromElliptic(ImportElliptic(pem));
                case "PRIVATE KEY":
                    return TryImportRsa(pem) is { } rsa ? fromRsa(CheckStrength(rsa)) : fromElliptic(ImportElliptic(pem));
                case "ENCRYPTED PRIVATE KEY":
                    throw new KeyFileException($"{name}: the private key is encrypted; keys with a passphrase are not supported");
            }

            rest = rest[fields.Location.End.Value..];
        }

        throw new KeyFileException($"{name}: no PEM encoded private key found");
    }

    private static byte[] Export(AsymmetricAlgorithm key)
    {
        using (key)
        {
            return key.ExportPkcs8PrivateKey();
        }
    }

    /// <summary>The text of the file: UTF-8, unless a byte order mark names another encoding.</summary>
    private ReadOnlyMemory<char> Decode()
    {
        using var reader = new StreamReader(new MemoryStream(content.ToArray()));
        return reader.ReadToEnd().AsMemory();
    }

    private VerificationKey? ReadPublicKey(string label, string pem)
    {
        switch (label)
        {
            case "RSA PRIVATE KEY" or "RSA PUBLIC KEY":
                using (var rsa = ImportRsa(pem))
                {
                    return VerificationKey.From(rsa);
                }

            case "EC PRIVATE KEY":
                using (var elliptic = ImportElliptic(pem))
                {
                    return Supported(elliptic);
                }

            case "PRIVATE KEY" or "PUBLIC KEY":
                using (var rsa = TryImportRsa(pem))
                {
                    if (rsa is not null)
                    {
                        return VerificationKey.From(CheckStrength(rsa));
                    }
                }

                using (var elliptic = ImportElliptic(pem))
                {
                    return Supported(elliptic);
                }

            case "CERTIFICATE":
                return ReadCertificate(pem);
            case "ENCRYPTED PRIVATE KEY":
                throw new KeyFileException($"{name}: the private key is encrypted; keys with a passphrase are not supported");
            default:
                // Other blocks may stand beside keys, such as EC PARAMETERS.
                return null;
        }
    }

    private VerificationKey ReadCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
            {
                return VerificationKey.From(CheckStrength(rsa));
            }

            using var elliptic = certificate.GetECDsaPublicKey();
            return elliptic is not null
                ? Supported(elliptic)
                : throw new KeyFileException($"{name}: the certificate's key is neither RSA nor ECDSA");
        }
        catch (CryptographicException exception)
        {
            throw new KeyFileException($"{name}: a certificate cannot be read", exception);
        }
    }

    private RSA ImportRsa(string pem) =>
        CheckStrength(TryImportRsa(pem) ?? throw new KeyFileException($"{name}: an RSA key cannot be read"));

    private RSA? TryImportRsa(string pem) => FindRsaError(pem) is { } error
        ? throw new KeyFileException($"{name}: an RSA private key is damaged: {error}")
        : TryImport(RSA.Create, key => key.ImportFromPem(pem));

    private static string? FindRsaError(string pem)
    {
        var fields = PemEncoding.Find(pem);
        var der = new byte[fields.DecodedDataLength];
        Convert.TryFromBase64Chars(pem.AsSpan()[fields.Base64Data], der, out _);
        var error = pem.AsSpan()[fields.Label] switch
        {
            "RSA PRIVATE KEY" => RsaPrivateKeyCheck.FindError(der),
            "PRIVATE KEY" => RsaPrivateKeyCheck.FindErrorInPkcs8(der),
            _ => null,
        };
        CryptographicOperations.ZeroMemory(der);
        return error;
    }

    private ECDsa ImportElliptic(string pem) =>
        TryImport(ECDsa.Create, key => key.ImportFromPem(pem)) ??
        throw new KeyFileException(
            $"{name}: a key cannot be read: it is damaged, its public key is not that of its private key, or its type is not supported; " +
            "RSA and ECDSA on P-256, P-384 and P-521 are");

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

    private RSA CheckStrength(RSA key) => RsaKeyWeakness.Find(key.KeySize, key.ExportParameters(false)) is { } weakness
        ? throw new KeyFileException($"{name}: {weakness}")
        : key;

    private VerificationKey Supported(ECDsa key) => VerificationKey.From(key) ??
        throw new KeyFileException($"{name}: the key's curve is not supported; P-256, P-384 and P-521 are");

    private LocalJwtSigner SignerOf(RSA key)
    {
        using (key)
        {
            return CheckPair(LocalJwtSigner.Create(key));
        }
    }

    private LocalJwtSigner SignerOf(ECDsa key)
    {
        using (key)
        {
            Supported(key);
            return CheckPair(LocalJwtSigner.Create(key));
        }
    }

    /// <summary>The numbers of a damaged RSA key can still be consistent, when a number that should be a prime is none.</summary>
    private LocalJwtSigner CheckPair(LocalJwtSigner signer) => signer.IsPair()
        ? signer
        : throw new KeyFileException($"{name}: the private key is damaged: its public key does not verify what it signs");
}
