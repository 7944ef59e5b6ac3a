using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;

namespace Signet.Core.Tokens.Issuing;

/// <summary>
/// Issues tokens (Kubernetes, <c>pkg/registry/core/serviceaccount/storage/token.go</c>). The input of each step is
/// the result of the step before, which fixes their order: it determines the error that a client sees.
/// </summary>
internal sealed class TokenIssuer(
    TokenIssuerOptions options, AcceptedIssuers issuers, IIdentityObjects objects, KeyRing keys, IUidSource uids, SigningMetrics? metrics = null)
{
    private readonly BoundObjectResolver _boundObjects = new(objects);
    private readonly TokenLifetimePolicy _lifetimes = new(options);

    /// <summary>Issues a token, or returns the error.</summary>
    /// <param name="request">The request; the caller is authorized and the namespace exists.</param>
    /// <param name="now">The time of the request, read once.</param>
    /// <param name="cancellationToken">Cancels waits for the store and the signer.</param>
    /// <exception cref="Storage.StoreUnavailableException">The store is shared and cannot be asked.</exception>
    /// <exception cref="SigningFailedException">The signer could not sign, or signed with a key that the key ring does not publish.</exception>
    public async ValueTask<Outcome<IssuedToken>> IssueAsync(IssueRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await objects.EnsureIssuableAsync(cancellationToken).ConfigureAwait(false);
        var readAt = objects.Revision;
        var resolved = await ResolveAsync(request, now, cancellationToken).ConfigureAwait(false);
        if (!resolved.IsSuccess && !await objects.ConfirmAsync(readAt, cancellationToken).ConfigureAwait(false))
        {
            resolved = await ResolveAsync(request, now, cancellationToken).ConfigureAwait(false);
        }

        if (!resolved.TryGetValue(out var bound, out var error))
        {
            return error;
        }

        return await SignAsync(bound, now, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<IssuedToken>> SignAsync(Bound bound, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var issuer = issuers.Current;
        if (issuer.RefusedAt is { } refused)
        {
            // What the verifier would refuse is never issued.
            return StatusErrors.InternalError(
                $"this server issues as {issuer.Signing}, which was refused at {Timestamps.Format(refused)}: start it with another --service-account-issuer");
        }

        var snapshot = keys.Current;
        var timed = _lifetimes.Decide(bound, snapshot.MaxLifetime);
        var claims = MakeClaims(timed, issuer.Signing, now);
        var token = await CompactToken.SignAsync(claims, snapshot.Signer, metrics, cancellationToken).ConfigureAwait(false);
        if (token.Length > TokenLimits.MaxLength)
        {
            // Audiences are the only claims without a limit of their own. The length also depends on the signer.
            return StatusErrors.Invalid(TokenRequestNames.Kind, "", [TooLong(token.Length)]);
        }

        return new IssuedToken
        {
            Account = timed.Bound.Valid.Defaulted.Found.Account,
            Token = token,
            Claims = claims,
            ExpirationSeconds = timed.PromisedSeconds,
            ExpirationTimestamp = Timestamps.ToWholeSeconds(now.AddSeconds(timed.PromisedSeconds)),
            Warnings = timed.Warnings,
        };
    }

    /// <summary>The steps that can refuse a request.</summary>
    private async ValueTask<Outcome<Bound>> ResolveAsync(IssueRequest request, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await FindAccountAsync(request, now, cancellationToken).ConfigureAwait(false)).TryGetValue(out var found, out var error) &&
        Validate(ApplyDefaults(found)).TryGetValue(out var valid, out error)
            ? await BindAsync(valid, now, cancellationToken).ConfigureAwait(false)
            : error;

    private async ValueTask<Outcome<AccountFound>> FindAccountAsync(IssueRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = request.Account.Name;
        if (request.ClaimedName.Length > 0 && request.ClaimedName != name)
        {
            return StatusErrors.Invalid(TokenRequestNames.Kind, name,
                [FieldError.Invalid("metadata.name", request.ClaimedName, "must match the service account name if specified")]);
        }

        if (await objects.FindAsync(IdentityKind.ServiceAccount, request.Account, cancellationToken).ConfigureAwait(false) is not { } account)
        {
            return objects.FindError(IdentityKind.ServiceAccount, request.Account) ?? StatusErrors.NotFound(TokenRequestNames.ServiceAccounts, name);
        }

        if (request.ClaimedUid.Length > 0 && request.ClaimedUid != account.Uid)
        {
            return StatusErrors.Conflict(TokenRequestNames.KindAsResource, name,
                $"the UID in the token request ({request.ClaimedUid}) does not match the UID of the service account ({account.Uid})");
        }

        return IdentityLifetime.IsOver(account, now)
            ? IdentityLifetime.Refuse(TokenRequestNames.ServiceAccounts, name)
            : new AccountFound(request, account);
    }

    private Defaulted ApplyDefaults(AccountFound found) =>
        new(found, found.Request.Audiences.Count == 0 ? options.ApiAudiences : found.Request.Audiences);

    private static Outcome<Valid> Validate(Defaulted defaulted)
    {
        var seconds = defaulted.Found.Request.ExpirationSeconds;
        FieldError? error = seconds switch
        {
            < TokenLifetimePolicy.MinSeconds => FieldError.Invalid(
                "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"),
            > TokenLifetimePolicy.MaxSeconds => FieldError.Invalid(
                "spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"),
            _ => null,
        };
        return error is null ? new Valid(defaulted) : StatusErrors.Invalid(TokenRequestNames.Kind, "", [error]);
    }

    private async ValueTask<Outcome<Bound>> BindAsync(Valid valid, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = valid.Defaulted.Found.Request;
        var resolved = await _boundObjects.ResolveAsync(request.Account, request.BoundObject, now, cancellationToken).ConfigureAwait(false);
        return resolved.TryGetValue(out var claim, out var error) ? new Bound(valid, claim) : error;
    }

    private static FieldError TooLong(int length) => new(
        "FieldValueTooLong", "spec.audiences", $"Too long: the token would have {length} bytes, may not be more than {TokenLimits.MaxLength} bytes");

    private TokenClaims MakeClaims(Timed timed, string issuer, DateTimeOffset now)
    {
        var (found, audiences) = timed.Bound.Valid.Defaulted;
        var issuedAt = now.ToUnixTimeSeconds();
        var key = found.Account.Key;
        return new TokenClaims
        {
            Issuer = issuer,
            Subject = $"{Access.KnownUsers.ServiceAccountPrefix}{key.Namespace}:{key.Name}",
            Audiences = audiences,
            IssuedAt = issuedAt,
            NotBefore = issuedAt,
            ExpiresAt = issuedAt + timed.LivedSeconds,
            Id = uids.Next().ToString("D"),
            Namespace = key.Namespace,
            ServiceAccount = new ObjectClaim(key.Name, found.Account.Uid),
            Bound = timed.Bound.Claim,
            WarnAfter = timed.WarnAfterSeconds == 0 ? 0 : issuedAt + timed.WarnAfterSeconds,
        };
    }

    /// <summary>The account exists; name and uid of the request match.</summary>
    internal sealed record AccountFound(IssueRequest Request, StoredObject Account);

    /// <summary>The audiences are set.</summary>
    internal sealed record Defaulted(AccountFound Found, IReadOnlyList<string> Audiences);

    /// <summary>The requested lifetime is within the limits of the API.</summary>
    internal sealed record Valid(Defaulted Defaulted);

    /// <summary>The bound object exists; its uid matches.</summary>
    internal sealed record Bound(Valid Valid, BoundClaim Claim);

    /// <summary>The lifetimes are set: that of the response, and the actual one.</summary>
    internal sealed record Timed(Bound Bound, long PromisedSeconds, long LivedSeconds, long WarnAfterSeconds, IReadOnlyList<string> Warnings);
}
