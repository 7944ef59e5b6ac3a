using System.Text.Json;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Tokens;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Server.Files;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Tokens of other issuers: issuer → signature → audience → claims → time. What a signature proves is remembered with the user that it
/// makes; the time is checked on every request, and keys that an issuer withdraws take their tokens along.
/// </summary>
internal sealed class JwtIssuers(IValueSource<JwtIssuerSnapshot> issuers, IReadOnlyList<string> apiAudiences) : ITokenAuthenticator
{
    private const int TokensRemembered = 16_384;

    /// <summary>
    /// How much earlier than <c>nbf</c> a token is accepted (go-oidc). There is no such leeway for <c>exp</c>: a token is refused at that
    /// second (RFC 7519, section 4.1.4: "on or after"). <c>iat</c> is not checked, as in go-oidc.
    /// </summary>
    private static readonly TimeSpan NotBeforeLeeway = TimeSpan.FromMinutes(5);

    private readonly OwnAudiences _own = new(apiAudiences);
    private readonly RecentCache<TokenHash, VerifiedToken> _verified = new(TokensRemembered);

    /// <inheritdoc/>
    public async ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_own.Granted(audiences) is not { } granted)
        {
            return TokenAuthentication.Unknown.Instance;
        }

        if (token.Length > TokenLimits.MaxLength)
        {
            return TokenAuthentication.Unknown.Instance;
        }

        var hash = TokenHash.Of(token);
        var known = _verified.Find(hash);
        var current = issuers.Current;
        if (known is null || !ReferenceEquals(known.Issuers, current) || !ReferenceEquals(known.Keys, known.Issuer.Keys.Current))
        {
            if (JwtReader.TryRead(token) is not { } jwt || ClaimsReader.TryReadIssuer(jwt.Payload.Span) is not { } name ||
                current.Find(name) is not { } issuer)
            {
                return TokenAuthentication.Unknown.Instance;
            }

            var (keys, fault) = await VerifyAsync(issuer, jwt, cancellationToken).ConfigureAwait(false);
            if (keys is not null)
            {
                (known, fault) = Read(current, issuer, keys, jwt);
            }

            if (fault.Length > 0)
            {
                return new TokenAuthentication.Rejected($"{issuer.Options.Url}: {fault}");
            }

            if (token.Length <= TokenLimits.MaxRememberedLength && known!.ExpiresAt > now.ToUnixTimeSeconds())
            {
                _verified.Set(hash, known);
            }
        }

        return CheckTime(known!, now) is { Length: > 0 } untimely
            ? new TokenAuthentication.Rejected($"{known!.Issuer.Options.Url}: {untimely}")
            : new TokenAuthentication.Authenticated(known!.User, granted, IsStale: false) { Lifetime = new CredentialLifetime(known.ExpiresAt) };
    }

    /// <summary>The keys that verify the signature, or why there are none.</summary>
    private static async ValueTask<(IssuerKeySnapshot? Keys, string Fault)> VerifyAsync(
        JwtIssuer issuer, JwtReader jwt, CancellationToken cancellationToken)
    {
        if (JwtAlgorithm.FindAccepted(jwt.Algorithm) is not { } algorithm || !issuer.Options.Algorithms.Contains(algorithm))
        {
            return (null, $"the algorithm {GoText.Quote(jwt.Algorithm)} is not accepted");
        }

        var keys = issuer.Keys.Current;
        if (keys.Verifies(jwt.KeyId, algorithm, jwt.SigningInput, jwt.Signature.Span))
        {
            return (keys, "");
        }

        // The issuer may have new keys.
        await issuer.Keys.RefreshAsync(cancellationToken).ConfigureAwait(false);
        keys = issuer.Keys.Current;
        return keys.Verifies(jwt.KeyId, algorithm, jwt.SigningInput, jwt.Signature.Span)
            ? (keys, "")
            : (null, $"none of its {keys.Keys.Count} known keys made the signature");
    }

    private static (VerifiedToken? Token, string Fault) Read(JwtIssuerSnapshot issuers, JwtIssuer issuer, IssuerKeySnapshot keys, JwtReader jwt)
    {
        using var document = TryParse(jwt.Payload);
        if (document is null || ClaimsReader.TryReadTimes(jwt.Payload.Span) is not { } times)
        {
            return (null, "the claims cannot be read");
        }

        foreach (var audience in issuer.Options.Audiences)
        {
            if (times.Audiences.Contains(audience))
            {
                return ClaimMapping.TryMap(issuer.Options, document.RootElement, out var user, out var fault)
                    ? (new VerifiedToken(issuers, issuer, keys, user, times.NotBefore, times.ExpiresAt), "")
                    : (null, fault);
            }
        }

        return (null, $"the token is for {GoText.QuoteList(times.Audiences)}, not for {GoText.QuoteList(issuer.Options.Audiences)}");
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string CheckTime(VerifiedToken token, DateTimeOffset now) =>
        token.ExpiresAt <= now.ToUnixTimeSeconds() ? "the token has expired"
        : token.NotBefore > (now + NotBeforeLeeway).ToUnixTimeSeconds() ? "the token is not valid yet"
        : "";

    private sealed record VerifiedToken(JwtIssuerSnapshot Issuers, JwtIssuer Issuer, IssuerKeySnapshot Keys, UserInfo User, long NotBefore, long ExpiresAt);
}
