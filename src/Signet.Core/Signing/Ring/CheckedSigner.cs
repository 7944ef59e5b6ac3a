using Signet.Core.Primitives;
using Signet.Core.Signing.Jose;
using Signet.Core.Tracing;

namespace Signet.Core.Signing.Ring;

/// <summary>
/// Checks the results of a signer: a token whose header names an unpublished key, or an algorithm other than that of the key, is not returned to the
/// client. kube-apiserver does not check that.
/// </summary>
internal sealed class CheckedSigner(RingSigner signer, KeyRingSnapshot snapshot)
{
    private readonly RingKey? _key = signer.KeyId is null ? null : snapshot.Find(signer.KeyId);
    private AcceptedHeader? _accepted;

    /// <summary>The time from which it may sign.</summary>
    public DateTimeOffset SignsFrom => _key?.SignsFrom ?? DateTimeOffset.MinValue;

    /// <summary>Whether it may sign at a time. A signer that chooses the key itself always may; its choice is checked.</summary>
    public bool SignsAt(DateTimeOffset now) => _key is null || _key.SignsAt(now);

    public ValueTask<JwtSignature> SignAsync(SigningRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Spans.IsRecording)
        {
            return SignTracedAsync(request, now, cancellationToken);
        }

        var signing = signer.Signer.SignAsync(request, cancellationToken);
        return signing.IsCompletedSuccessfully ? new ValueTask<JwtSignature>(Check(signing.Result, now)) : CheckAsync(signing, now);
    }

    private async ValueTask<JwtSignature> SignTracedAsync(SigningRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var span = Spans.Start("sign");
        span?.SetTag("signet.signing.source", signer.Source);
        try
        {
            var made = Check(await signer.Signer.SignAsync(request, cancellationToken).ConfigureAwait(false), now);
            span?.SetTag("signet.signing.algorithm", Volatile.Read(ref _accepted)?.Key.Key.Algorithm.Name);
            return made;
        }
        catch (Exception exception)
        {
            Spans.Fail(span, exception.GetType().Name);
            throw;
        }
    }

    private async ValueTask<JwtSignature> CheckAsync(ValueTask<JwtSignature> signing, DateTimeOffset now) =>
        Check(await signing.ConfigureAwait(false), now);

    private JwtSignature Check(JwtSignature made, DateTimeOffset now)
    {
        if (made.Signature.IsEmpty)
        {
            throw new SigningFailedException("the signer returned an empty signature");
        }

        var header = made.EncodedHeader.Span;
        var keys = signer.Latest?.Invoke() ?? snapshot;
        var accepted = Volatile.Read(ref _accepted);
        if (accepted is null || !ReferenceEquals(accepted.Keys, keys) || !header.SequenceEqual(accepted.Encoded))
        {
            accepted = new AcceptedHeader(header.ToArray(), KeyOf(header, keys), keys);
            Volatile.Write(ref _accepted, accepted);
        }

        return accepted.Key.IsPublishedAt(now) && accepted.Key.SignsAt(now)
            ? made with { Algorithm = accepted.Key.Key.Algorithm }
            : throw new SigningFailedException(
                $"the signer used the key {GoText.Quote(accepted.Key.KeyId)}, which is not published or may not sign at this time");
    }

    private RingKey KeyOf(ReadOnlySpan<byte> encoded, KeyRingSnapshot keys)
    {
        if (JoseHeader.TryReadEncoded(encoded) is not { } header)
        {
            throw new SigningFailedException("the signer returned a header that is not a JOSE header with alg and without extensions");
        }

        if (keys.Find(header.KeyId) is not { } key || (_key is not null && !ReferenceEquals(key, _key)))
        {
            throw new SigningFailedException(
                $"the signer used the key {GoText.Quote(header.KeyId)}, which is not {(_key is null ? "in the key ring" : "its key of the key ring")}");
        }

        return key.Key.Algorithm.Name == header.Algorithm
            ? key
            : throw new SigningFailedException(
                $"the signer used the algorithm {GoText.Quote(header.Algorithm)} with the key {GoText.Quote(key.KeyId)}, which is for {key.Key.Algorithm.Name}");
    }

    /// <summary>A header that passed the checks. A copy, because the signer could reuse its memory.</summary>
    private sealed record AcceptedHeader(byte[] Encoded, RingKey Key, KeyRingSnapshot Keys);
}
