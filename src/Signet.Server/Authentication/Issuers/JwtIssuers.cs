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
/// Authenticates tokens of other issuers: issuer → signature → audience → claims → time. Verified signatures are cached with the resulting user; the
/// time is checked on every request, and a change of the issuer's keys invalidates the cached entries.
/// </summary>
internal sealed class JwtIssuers(IValueSource<JwtIssuerSnapshot> issuers, IValueSource<IReadOnlyList<string>> apiAudiences) : ITokenAuthenticator
{
    private const int MaxCachedTokens = 16_384;

    /// <summary>
    /// A token is accepted this long before <c>nbf</c> (go-oidc). There is no such leeway for <c>exp</c>: a token is refused from that second on (RFC
    /// 7519, section 4.1.4: "on or after"). <c>iat</c> is not checked, as in go-oidc.
    /// </summary>
    private static readonly TimeSpan NotBeforeLeeway = TimeSpan.FromMinutes(5);

    private readonly OwnAudiences _own = new(apiAudiences);
    private readonly RecentCache<TokenHash, VerifiedToken> _verified = new(MaxCachedTokens);

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

        return CheckTime(known!, now) is { Length: > 0 } timeFault
            ? new TokenAuthentication.Rejected($"{known!.Issuer.Options.Url}: {timeFault}")
            : new TokenAuthentication.Authenticated(known!.User, granted, IsStale: false) { Lifetime = new CredentialLifetime(known.ExpiresAt) };
    }

    /// <summary>The keys that verify the signature, or the fault.</summary>
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
            : (null, $"none of the {keys.Keys.Count} known keys of the issuer verifies the signature");
    }

    private static (VerifiedToken? Token, string Fault) Read(JwtIssuerSnapshot issuers, JwtIssuer issuer, IssuerKeySnapshot keys, JwtReader jwt)
    {
        using var document = TryParse(jwt.Payload);
        if (document is null || ClaimsReader.TryReadTimes(jwt.Payload.Span) is not { } times)
        {
            return (null, "the claims are invalid");
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

        return (null, $"the audiences of the token are {GoText.QuoteList(times.Audiences)}, the accepted audiences are {GoText.QuoteList(issuer.Options.Audiences)}");
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
