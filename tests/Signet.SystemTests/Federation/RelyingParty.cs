using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Signet.SystemTests.Federation;

/// <summary>A strict relying party: reads the documents of an issuer over HTTPS (OpenID Connect Discovery), and verifies tokens with them.</summary>
internal sealed class RelyingParty
{
    private readonly string _issuer;
    private readonly Dictionary<string, JsonObject> _keys;

    private RelyingParty(string issuer, Dictionary<string, JsonObject> keys) => (_issuer, _keys) = (issuer, keys);

    public static async Task<RelyingParty> DiscoverAsync(HttpClient http, string issuer)
    {
        Demand(issuer.StartsWith("https://", StringComparison.Ordinal), $"{issuer} is not an https:// URL");
        var configuration = await ReadAsync(http, issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        Demand((string?)configuration["issuer"] == issuer, $"the document of {issuer} says that it is that of {configuration["issuer"]}");
        foreach (var member in (string[])["response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported"])
        {
            Demand(configuration[member] is JsonArray { Count: > 0 }, $"the document lacks {member}");
        }

        var address = (string?)configuration["jwks_uri"] ?? "";
        Demand(address.StartsWith("https://", StringComparison.Ordinal), $"the address of the keys is {address}");
        var keys = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var key in (await ReadAsync(http, address))["keys"]!.AsArray().Select(key => key!.AsObject()))
        {
            Demand((string?)key["use"] == "sig", "a key is not for signatures");
            Demand(key["kty"] is not null && key["alg"] is not null && key["kid"] is not null, "a key lacks kty, alg or kid");
            Demand(keys.TryAdd((string)key["kid"]!, key), "two keys have one id");
        }

        Demand(keys.Count is > 0 and <= 100, $"there are {keys.Count} keys");
        return new RelyingParty(issuer, keys);
    }

    /// <summary>Verifies a token; returns its claims.</summary>
    public async Task<JsonObject> VerifyAsync(string token, TokenRules rules)
    {
        var parts = token.Split('.');
        Demand(parts.Length == 3 && token.Length <= rules.LongestToken, "this is no token");
        var (header, claims) = (Decode(parts[0]), Decode(parts[1]));
        var algorithm = (string?)header["alg"] ?? "";
        Demand(rules.Algorithms.Contains(algorithm), $"the algorithm {algorithm} is not supported");
        Demand(_keys.TryGetValue((string?)header["kid"] ?? "", out var key), "no key has the token's kid");
        Demand((string?)key!["alg"] == algorithm, "the key is for another algorithm");
        Demand((string?)claims["iss"] == _issuer, $"the issuer is {claims["iss"]}");
        Demand(claims["aud"]!.AsArray().Any(audience => rules.Audiences.Contains((string)audience!)), $"the audience {claims["aud"]!.ToJsonString()} is not accepted");
        Demand(!string.IsNullOrEmpty((string?)claims["sub"]), "there is no subject");
        var (issued, from, until) = (Time(claims, "iat"), Time(claims, "nbf"), Time(claims, "exp"));
        var now = DateTimeOffset.UtcNow;
        Demand(issued <= now && from <= now && until > now, "the token is not valid now");
        Demand(rules.MaxLifetime is not { } longest || until - issued <= longest, "the token lives too long");
        var verified = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = new JsonWebKey(key.ToJsonString()),
            ValidAlgorithms = [algorithm],
            ValidIssuer = _issuer,
            ValidateAudience = false,
        });
        Demand(verified.IsValid, "the signature is wrong");
        return claims;
    }

    /// <summary>Refuses unless a condition holds.</summary>
    public static void Demand(bool condition, string error)
    {
        if (!condition)
        {
            throw new RefusedException(error);
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpClient http, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "application/json" } } };
        using var answer = await http.SendAsync(request);
        Demand(answer.IsSuccessStatusCode, $"{address} answers {(int)answer.StatusCode}");
        Demand(answer.Content.Headers.ContentType?.MediaType == "application/json", $"{address} is {answer.Content.Headers.ContentType}");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    private static JsonObject Decode(string part)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part)))!.AsObject();
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new RefusedException("this is no token");
        }
    }

    private static DateTimeOffset Time(JsonObject claims, string name) =>
        claims[name] is { } value ? DateTimeOffset.FromUnixTimeSeconds((long)value) : throw new RefusedException($"there is no {name}");
}
