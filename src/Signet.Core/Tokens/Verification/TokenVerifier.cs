using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;

namespace Signet.Core.Tokens.Verification;

/// <summary>
/// Verifies service account tokens (Kubernetes, <c>pkg/serviceaccount/jwt.go</c> and <c>claims.go</c>): issuer → signature →
/// audience → time → account → bound object. Only the signature is cached; account and bound object are checked each time.
/// </summary>
internal sealed class TokenVerifier(TokenVerifierOptions options, AcceptedIssuers issuers, KeyRing keys, IIdentityObjects objects)
{
    /// <summary>For more audiences than this a set is faster. Clients choose their number.</summary>
    private const int SetThreshold = 16;

    private readonly SignatureCache _signatures = new(options.SignaturesRemembered);

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token as sent.</param>
    /// <param name="requestedAudiences">The token must have one of these.</param>
    /// <param name="now">The time of the request, read once.</param>
    /// <param name="cancellationToken">Cancels waits for the store.</param>
    public async ValueTask<TokenVerdict> VerifyAsync(
        string token, IReadOnlyList<string> requestedAudiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.Length > TokenLimits.MaxLength)
        {
            return new TokenVerdict.Rejected(TokenRefusal.TooLong, TokenLimits.TooLong(token.Length));
        }

        await objects.EnsureCurrentAsync(cancellationToken).ConfigureAwait(false);
        var readAt = objects.Revision;
        var (snapshot, accepted) = (keys.Current, issuers.Current);
        var signed = _signatures.Find(token, snapshot, now);
        if (signed is null || !accepted.Accepts(signed.Claims.Issuer, now))
        {
            var refused = VerifySignature(token, snapshot, accepted, now, out signed);
            if (ReferenceEquals(refused, UnknownKey) && await IsOtherKeyRingAsync(snapshot, readAt, cancellationToken).ConfigureAwait(false))
            {
                refused = VerifySignature(token, keys.Current, accepted, now, out signed);
            }

            if (ReferenceEquals(refused, UnknownIssuer))
            {
                refused = await issuers.ConfirmAsync(accepted, cancellationToken).ConfigureAwait(false)
                    ? VerifySignature(token, keys.Current, issuers.Current, now, out signed)
                    : refused;
            }

            if (refused is not null)
            {
                return ReferenceEquals(refused, UnknownIssuer) ? TokenVerdict.NotRecognized.Instance : refused;
            }

            _signatures.Remember(token, signed!, now);
        }

        var claims = signed!.Claims;
        var audiences = Intersect(requestedAudiences, claims.Audiences);
        if (audiences.Count == 0)
        {
            return new TokenVerdict.Rejected(
                TokenRefusal.Audience,
                $"token audiences {GoText.QuoteList(claims.Audiences)} is invalid for the target audiences {GoText.QuoteList(requestedAudiences)}");
        }

        return CheckTime(claims, now) ?? await CheckLivenessAsync(claims, now, cancellationToken).ConfigureAwait(false) ??
            (TokenVerdict)new TokenVerdict.Valid(claims, audiences, signed.User, claims.WarnAfter > 0 && now.ToUnixTimeSeconds() > claims.WarnAfter);
    }

    /// <summary>Whether the keys were replaced since a snapshot, once those of the store, or of the source outside of this process, are in force.</summary>
    private async ValueTask<bool> IsOtherKeyRingAsync(KeyRingSnapshot seen, Revision readAt, CancellationToken cancellationToken)
    {
        await objects.ConfirmAsync(readAt, cancellationToken).ConfigureAwait(false);
        return await keys.RefreshAsync(seen, cancellationToken).ConfigureAwait(false);
    }

    private TokenVerdict? VerifySignature(string token, KeyRingSnapshot snapshot, IssuerSnapshot accepted, DateTimeOffset now, out SignedClaims? signed)
    {
        signed = null;
        if (JwtReader.TryRead(token) is not { } jwt ||
            ClaimsReader.TryReadIssuer(jwt.Payload.Span) is not { } issuer ||
            JwtAlgorithm.Find(jwt.Algorithm) is not { } algorithm)
        {
            return TokenVerdict.NotRecognized.Instance;
        }

        if (!accepted.Accepts(issuer, now))
        {
            // Only a correctly signed token is worth a read of the store.
            return issuers.CanBeBehind && snapshot.Find(jwt.KeyId) is { } known && known.VerifiesAt(now) && IsSignedBy(known, jwt, algorithm)
                ? UnknownIssuer
                : TokenVerdict.NotRecognized.Instance;
        }

        RingKey? key;
        if (jwt.KeyId.Length == 0)
        {
            key = FindByVerifying(jwt, algorithm, snapshot, now);
        }
        else if ((key = snapshot.Find(jwt.KeyId)) is null)
        {
            return UnknownKey;
        }
        else if (!key.VerifiesAt(now))
        {
            return EndedKey;
        }
        else if (!IsSignedBy(key, jwt, algorithm))
        {
            key = null;
        }

        if (key is null)
        {
            return BadSignature;
        }

        if (ClaimsReader.TryRead(jwt.Payload.Span) is not { } claims || !IsComplete(claims))
        {
            return new TokenVerdict.Rejected(TokenRefusal.Claims, "service account token claims could not be validated");
        }

        signed = new SignedClaims(claims, TokenUser.Of(claims), key, snapshot.Stamp);
        return null;
    }

    /// <summary>The only refusal that newer keys may change.</summary>
    private static TokenVerdict.Rejected UnknownKey { get; } = new(TokenRefusal.UnknownKey, "invalid signature, no keys found");

    /// <summary>The issuer of a correctly signed token is not known here; the store may have it.</summary>
    private static TokenVerdict.Rejected UnknownIssuer { get; } = new(TokenRefusal.UnknownIssuer, "the issuer is not accepted");

    private static TokenVerdict.Rejected EndedKey { get; } = new(TokenRefusal.UnknownKey, UnknownKey.Reason);

    private static TokenVerdict.Rejected BadSignature { get; } = new(TokenRefusal.BadSignature, "go-jose/go-jose: error in cryptographic primitive");

    /// <summary>Tokens of other signers may have no <c>kid</c>.</summary>
    private static RingKey? FindByVerifying(JwtReader jwt, JwtAlgorithm algorithm, KeyRingSnapshot snapshot, DateTimeOffset now)
    {
        for (var i = 0; i < snapshot.Keys.Count; i++)
        {
            var key = snapshot.Keys[i];
            if (key.VerifiesAt(now) && IsSignedBy(key, jwt, algorithm))
            {
                return key;
            }
        }

        return null;
    }

    private static bool IsSignedBy(RingKey key, JwtReader jwt, JwtAlgorithm algorithm) =>
        key.Key.Algorithm == algorithm && key.Key.Verify(jwt.SigningInput, jwt.Signature.Span);

    private static bool IsComplete(TokenClaims claims) =>
        claims.ExpiresAt > 0 && claims.Namespace.Length > 0 && claims.ServiceAccount is { Name.Length: > 0, Uid.Length: > 0 } &&
        claims.Subject == $"{Access.KnownUsers.ServiceAccountPrefix}{claims.Namespace}:{claims.ServiceAccount.Name}";

    private static List<string> Intersect(IReadOnlyList<string> requested, IReadOnlyList<string> granted)
    {
        var both = new List<string>(requested.Count < granted.Count ? requested.Count : granted.Count);
        if (granted.Count > SetThreshold)
        {
            var known = new HashSet<string>(granted, StringComparer.Ordinal);
            for (var i = 0; i < requested.Count; i++)
            {
                if (known.Contains(requested[i]))
                {
                    both.Add(requested[i]);
                }
            }

            return both;
        }

        foreach (var audience in requested)
        {
            for (var i = 0; i < granted.Count; i++)
            {
                if (granted[i] == audience)
                {
                    both.Add(audience);
                    break;
                }
            }
        }

        return both;
    }

    private static TokenVerdict.Rejected? CheckTime(TokenClaims claims, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var leeway = (long)ClockSkew.Max.TotalSeconds;
        if (claims.NotBefore > 0 && seconds + leeway < claims.NotBefore)
        {
            return new(TokenRefusal.NotYetValid, "service account token is not valid yet");
        }

        if (seconds - leeway > claims.ExpiresAt)
        {
            return new(TokenRefusal.Expired, "service account token has expired");
        }

        return claims.IssuedAt > 0 && seconds + leeway < claims.IssuedAt
            ? new(TokenRefusal.NotYetValid, "service account token is issued in the future")
            : null;
    }

    /// <summary>Null if the account and the bound object exist; otherwise the confirmed reason of the refusal.</summary>
    private async ValueTask<TokenVerdict.Rejected?> CheckLivenessAsync(TokenClaims claims, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var readAt = objects.Revision;
        var reason = await FindReasonAsync(claims, now, cancellationToken).ConfigureAwait(false);
        return reason is null || await objects.ConfirmAsync(readAt, cancellationToken).ConfigureAwait(false)
            ? reason
            : await FindReasonAsync(claims, now, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TokenVerdict.Rejected?> FindReasonAsync(TokenClaims claims, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var accountKey = new ObjectKey(claims.Namespace, claims.ServiceAccount.Name);
        var account = await objects.FindAsync(IdentityKind.ServiceAccount, accountKey, cancellationToken).ConfigureAwait(false);
        if (account is null)
        {
            return new(TokenRefusal.Account, objects.FindError(IdentityKind.ServiceAccount, accountKey) is null
                ? $"serviceaccounts {GoText.Quote(accountKey.Name)} not found"
                : $"serviceaccounts {GoText.Quote(accountKey.Name)} cannot be read");
        }

        if (IdentityLifetime.IsOver(account, now))
        {
            return new(TokenRefusal.Account, $"service account {accountKey.Namespace}/{accountKey.Name} has been deleted");
        }

        if (account.Uid != claims.ServiceAccount.Uid)
        {
            return new(TokenRefusal.Account, $"service account UID ({account.Uid}) does not match claim ({claims.ServiceAccount.Uid})");
        }

        return claims.Bound switch
        {
            BoundClaim.Secret secret =>
                await CheckBoundAsync(IdentityKind.Secret, claims.Namespace, secret.Object, "secret", now, cancellationToken).ConfigureAwait(false),
            BoundClaim.Pod pod =>
                await CheckBoundAsync(IdentityKind.Pod, claims.Namespace, pod.Object, "pod", now, cancellationToken).ConfigureAwait(false),
            BoundClaim.Node node =>
                await CheckBoundAsync(IdentityKind.Node, "", node.Object, "node", now, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
    }

    private async ValueTask<TokenVerdict.Rejected?> CheckBoundAsync(
        IdentityKind kind, string ns, ObjectClaim claim, string word, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(kind, new ObjectKey(ns, claim.Name), cancellationToken).ConfigureAwait(false);
        if (found is null || IdentityLifetime.IsOver(found, now))
        {
            return new(TokenRefusal.BoundObject, "service account token has been invalidated");
        }

        return found.Uid == claim.Uid
            ? null
            : new(TokenRefusal.BoundObject, $"{word} UID ({found.Uid}) does not match service account {word} ref claim ({claim.Uid})");
    }
}
