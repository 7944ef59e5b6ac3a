using System.Buffers;
using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Jose;

namespace Signet.Signing.Local;

/// <summary>Signs with a private key in this process. Safe for concurrent use.</summary>
internal sealed class LocalJwtSigner : IJwtSigner
{
    private readonly byte[] _header;
    private readonly byte[] _typedHeader;
    private readonly KeyPool<RSA>? _rsa;
    private readonly KeyPool<ECDsa>? _ecdsa;

    private LocalJwtSigner(VerificationKey publicKey, string? keyId)
    {
        PublicKey = publicKey;
        KeyId = keyId ?? publicKey.DefaultKeyId;
        _header = JoseHeaderWriter.Encode(publicKey.Algorithm, KeyId, includesType: false);
        _typedHeader = JoseHeaderWriter.Encode(publicKey.Algorithm, KeyId, includesType: true);
    }

    private LocalJwtSigner(VerificationKey publicKey, string? keyId, RSAParameters key)
        : this(publicKey, keyId) => _rsa = new KeyPool<RSA>(() => RSA.Create(key));

    private LocalJwtSigner(VerificationKey publicKey, string? keyId, ECParameters key)
        : this(publicKey, keyId) => _ecdsa = new KeyPool<ECDsa>(() => ECDsa.Create(key));

    /// <summary>The key that verifies the signatures.</summary>
    public VerificationKey PublicKey { get; }

    /// <summary>The <c>kid</c> of the tokens.</summary>
    public string KeyId { get; }

    /// <summary>Creates a signer for RS256, with a copy of the key.</summary>
    /// <param name="key">The private key.</param>
    /// <param name="keyId">The id of the key; null for the id that Kubernetes computes.</param>
    public static LocalJwtSigner Create(RSA key, string? keyId = null) => new(VerificationKey.From(key), keyId, key.ExportParameters(true));

    /// <summary>Creates a signer for the algorithm of the curve (ES256, ES384 or ES512), with a copy of the key.</summary>
    /// <param name="key">The private key.</param>
    /// <param name="keyId">The id of the key; null for the id that Kubernetes computes.</param>
    /// <exception cref="NotSupportedException">The curve is not supported.</exception>
    public static LocalJwtSigner Create(ECDsa key, string? keyId = null) => new(
        VerificationKey.From(key) ?? throw new NotSupportedException("the curve of the key is not supported"), keyId, key.ExportParameters(true));

    /// <summary>Whether the public key verifies what the private key signs (FIPS 140-3, pair-wise consistency test).</summary>
    public bool IsPair()
    {
        ReadOnlySpan<byte> input = "pair"u8;
        try
        {
            return PublicKey.Verify(input, Sign(input));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        var (header, encodedPayload) = (request.IncludesType ? _typedHeader : _header, request.EncodedPayload);
        var length = header.Length + 1 + encodedPayload.Length;
        var input = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            header.CopyTo(input, 0);
            input[header.Length] = (byte)'.';
            encodedPayload.Span.CopyTo(input.AsSpan(header.Length + 1));
            return new ValueTask<JwtSignature>(new JwtSignature(header, Sign(input.AsSpan(0, length))));
        }
        catch (CryptographicException exception)
        {
            throw new SigningFailedException($"the key {KeyId} could not be used: {exception.Message}", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }
    }

    private byte[] Sign(ReadOnlySpan<byte> input)
    {
        var algorithm = PublicKey.Algorithm;
        if (_rsa is { } rsaKeys)
        {
            using var rsa = rsaKeys.Rent();
            var signature = rsa.Key.SignData(input, algorithm.Hash, RSASignaturePadding.Pkcs1);
            rsa.Keep();
            return signature;
        }

        using var ecdsa = _ecdsa!.Rent();
        var concatenated = ecdsa.Key.SignData(input, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        ecdsa.Keep();
        return concatenated;
    }
}
