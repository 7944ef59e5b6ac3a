using System.Buffers;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;

namespace Signet.Signing.External;

/// <summary>
/// Signs with an external signer, and checks what it returns as kube-apiserver does. In addition, the signature is verified with the key that the signer
/// publishes: a token that no verifier would accept is not handed out.
/// </summary>
/// <param name="client">The signer.</param>
/// <param name="ring">The keys in force.</param>
internal sealed class ExternalJwtSigner(ExternalSignerClient client, Func<KeyRing> ring) : IJwtSigner
{
    /// <summary>The time limit of a signature.</summary>
    public static TimeSpan SignTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause that clients are told when the signer does not answer.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private ExternalHeader? _last;

    /// <inheritdoc/>
    public string Source => "external";

    /// <inheritdoc/>
    public async ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        var (header, signature) = await CallAsync(request.EncodedPayload, cancellationToken).ConfigureAwait(false);
        var key = await FindKeyAsync(header.KeyId, cancellationToken).ConfigureAwait(false);
        if (!key.IsInKeySet)
        {
            throw new SigningFailedException($"the external signer used the key {GoText.Quote(header.KeyId)}, which is excluded from OIDC discovery");
        }

        if (!Verifies(key.Key, header, request.EncodedPayload.Span, signature))
        {
            throw new SigningFailedException(
                $"the external signer returned a signature that its key {GoText.Quote(header.KeyId)} ({key.Key.Algorithm.Name}) does not verify with {header.Algorithm.Name}");
        }

        return new JwtSignature(header.Encoded, signature);
    }

    private async ValueTask<(ExternalHeader Header, byte[] Signature)> CallAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.SignAsync(payload, SignTimeout, cancellationToken).ConfigureAwait(false);
            return (HeaderOf(answer.Header.Span), SignatureOf(answer.Signature.Span));
        }
        catch (ExternalSignerException exception)
        {
            throw new SigningFailedException(exception.Message, exception) { RetryAfter = exception.IsTransient ? RetryAfter : null };
        }
    }

    private ExternalHeader HeaderOf(ReadOnlySpan<byte> encoded)
    {
        var last = Volatile.Read(ref _last);
        if (last is null || !encoded.SequenceEqual(last.Encoded))
        {
            Volatile.Write(ref _last, last = ExternalHeader.Read(encoded));
        }

        return last;
    }

    private static byte[] SignatureOf(ReadOnlySpan<byte> encoded)
    {
        var signature = new byte[Base64UrlText.MaxDecodedLength(encoded.Length)];
        return encoded.Length > 0 && Base64UrlText.TryDecode(encoded, signature, out var length)
            ? signature.Length == length ? signature : signature[..length]
            : throw new SigningFailedException(
                encoded.Length == 0 ? "the external signer returned an empty signature" : "the external signer returned a signature that is not base64url without padding");
    }

    private async ValueTask<RingKey> FindKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        var snapshot = ring().Current;
        if (snapshot.Find(keyId) is { } known)
        {
            return known;
        }

        await ring().RefreshAsync(snapshot, cancellationToken).ConfigureAwait(false);
        return ring().Current.Find(keyId)
            ?? throw new SigningFailedException($"the external signer used the key {GoText.Quote(keyId)}, which is not among the keys that it publishes");
    }

    private static bool Verifies(VerificationKey key, ExternalHeader header, ReadOnlySpan<byte> payload, byte[] signature)
    {
        if (key.Algorithm != header.Algorithm)
        {
            return false;
        }

        var length = header.Encoded.Length + 1 + payload.Length;
        var input = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            header.Encoded.CopyTo(input, 0);
            input[header.Encoded.Length] = (byte)'.';
            payload.CopyTo(input.AsSpan(header.Encoded.Length + 1));
            return key.Verify(input.AsSpan(0, length), signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }
    }
}
