using Grpc.Core;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External.Protocol;

namespace Signet.Server.Hosting.Signers;

/// <summary>The methods of <c>ExternalJWTSigner</c>. All checks of the claims are the caller's own, repeated: a signer trusts no other process.</summary>
internal sealed class SignerService(SignerRing ring, SignerLimits limits, SignatureJournal journal, TimeProvider time, ILogger<SignerService> logger)
{
    /// <summary>How long a fetch of the keys waits when a peer fetches too often; kube-apiserver makes one at a time.</summary>
    private static readonly TimeSpan MaxFetchWait = TimeSpan.FromSeconds(1);

    /// <summary>Signs the claims of one token.</summary>
    /// <param name="payload">The claims in base64url.</param>
    /// <param name="peer">The caller.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="RpcException">The claims are not signed.</exception>
    public async ValueTask<JwtSignature> SignAsync(ReadOnlyMemory<byte> payload, Peer peer, CancellationToken cancellationToken)
    {
        if (peer.Signatures.TryTake(TimeSpan.Zero) is null)
        {
            throw Refuse(SignerRefusal.Rate, StatusCode.ResourceExhausted, "too many signatures in a second for this user");
        }

        var (claims, snapshot, now) = (Read(payload.Span), ring.Keys.Current, time.GetUtcNow());
        if (limits.FindFault(claims, snapshot.MaxLifetime, now) is { } fault)
        {
            throw Refuse(SignerRefusal.Limit, StatusCode.InvalidArgument, fault);
        }

        await journal.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The own clock chooses the key; the caller's only counts for the lifetime.
            var issuedAt = now.ToUnixTimeSeconds();
            var made = await snapshot.Signer.SignAsync(
                new SigningRequest
                {
                    EncodedPayload = payload,
                    Audiences = claims.Audiences,
                    IssuedAt = issuedAt,
                    ExpiresAt = issuedAt + claims.Lifetime,
                    IncludesType = true,
                },
                cancellationToken).ConfigureAwait(false);
            journal.Signed(claims, made.EncodedHeader.Span, peer.Credentials, now);
            return made;
        }
        catch (SigningFailedException exception)
        {
            Log.SignerFailed(logger, exception.Message);
            throw Refuse(
                SignerRefusal.SigningFailed,
                exception.RetryAfter is null ? StatusCode.Internal : StatusCode.Unavailable,
                "the token could not be signed; the log of the signer has the reason");
        }
    }

    /// <summary>The public keys, serialized.</summary>
    public async Task<byte[]> FetchKeysAsync(Peer peer, CancellationToken cancellationToken)
    {
        if (peer.Fetches.TryTake(MaxFetchWait) is not { } wait)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "the keys are fetched too often"));
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }

        journal.Metrics.KeysFetched();
        return ring.Prepared.Current;
    }

    /// <summary>The limits.</summary>
    public MetadataResponse GetMetadata() => new() { MaxTokenExpirationSeconds = (long)ring.Keys.Current.MaxLifetime.TotalSeconds };

    private ClaimsToSign Read(ReadOnlySpan<byte> payload)
    {
        var json = new byte[Base64UrlText.MaxDecodedLength(payload.Length)];
        var fault = "the claims are not base64url without padding";
        return payload.Length > 0 && Base64UrlText.TryDecode(payload, json, out var length) &&
            ClaimsToSign.TryRead(json.AsSpan(0, length), out fault) is { } claims
            ? claims
            : throw Refuse(SignerRefusal.InvalidClaims, StatusCode.InvalidArgument, fault);
    }

    private RpcException Refuse(SignerRefusal reason, StatusCode code, string message)
    {
        journal.Metrics.Refused(reason);
        return new RpcException(new Status(code, message));
    }
}
