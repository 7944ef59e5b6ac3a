using System.Text;
using System.Text.Json.Nodes;

namespace Signet.TestHost;

/// <summary>A token that the test server has issued.</summary>
public sealed class IssuedToken
{
    private readonly JsonObject _claims;

    internal IssuedToken(string value, DateTimeOffset expiresAt)
    {
        (Value, ExpiresAt) = (value, expiresAt);
        var parts = value.Split('.');
        KeyId = (string)Decode(parts[0])["kid"]!;
        _claims = Decode(parts[1]);
        Id = (string)_claims["jti"]!;
    }

    /// <summary>The token, a JWT.</summary>
    public string Value { get; }

    /// <summary>When it expires, by the clock of the server.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The key that signed it (<c>kid</c>), for <see cref="SignetTestServer.RevokeKeyAsync"/>.</summary>
    public string KeyId { get; }

    /// <summary>Its id (<c>jti</c>).</summary>
    public string Id { get; }

    /// <summary>A copy of its claims.</summary>
    public JsonObject ReadClaims() => _claims.DeepClone().AsObject();

    /// <summary>Omits the token.</summary>
    public override string ToString() => $"token {Id}, expires at {ExpiresAt:O}";

    private static JsonObject Decode(string part) => JsonNode.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part)))!.AsObject();
}
