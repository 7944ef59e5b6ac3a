using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JwksVerifier;

/// <summary>
/// Verifies tokens of one issuer. The JWKS is cached for its <c>max-age</c>; a key that is not in it causes at most one fetch per
/// <see cref="MinRefreshInterval"/>. A JWKS that cannot be fetched leaves the cached one in use. For one caller at a time.
/// </summary>
/// <param name="client">The client that trusts the issuer.</param>
/// <param name="issuer">The issuer.</param>
/// <param name="audience">The audience that tokens have to have.</param>
/// <param name="time">The clock.</param>
public sealed class TokenVerifier(HttpClient client, string issuer, string audience, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new();
    private JsonWebKeySet? _keys;
    private DateTimeOffset _fetchedAt;
    private DateTimeOffset _freshUntil;

    /// <summary>The time between fetches for unknown keys.</summary>
    public static TimeSpan MinRefreshInterval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The subject of a token; null when it is not accepted.</summary>
    public async Task<string?> VerifyAsync(string token, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        if (_keys is null || now >= _freshUntil)
        {
            await TryFetchAsync(now, cancellationToken);
        }

        if (_keys is null || (!Knows(token) && now - _fetchedAt >= MinRefreshInterval && !await TryFetchAsync(now, cancellationToken)))
        {
            return null;
        }

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            IssuerSigningKeys = _keys.GetSigningKeys(),
            LifetimeValidator = (_, expires, _, _) => expires > now.UtcDateTime,
        });
        return result.IsValid ? result.ClaimsIdentity.FindFirst("sub")?.Value : null;
    }

    private bool Knows(string token) => _handler.CanReadToken(token) && _keys!.Keys.Any(key => key.KeyId == _handler.ReadJsonWebToken(token).Kid);

    private async Task<bool> TryFetchAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var document = await client.GetFromJsonAsync<JsonObject>($"{issuer}/.well-known/openid-configuration", cancellationToken);
            using var answer = await client.GetAsync((string?)document!["jwks_uri"], cancellationToken);
            answer.EnsureSuccessStatusCode();
            _keys = new JsonWebKeySet(await answer.Content.ReadAsStringAsync(cancellationToken));
            (_fetchedAt, _freshUntil) = (now, now + (answer.Headers.CacheControl?.MaxAge ?? TimeSpan.Zero));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
