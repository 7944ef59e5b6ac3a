using System.Text;
using System.Text.Json.Nodes;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>The parts of a token, parsed without verification: recordings have the claims, not the signature.</summary>
internal sealed record Jwt(JsonObject Header, JsonObject Payload, string Signature)
{
    /// <summary>Parses a token; null if it is not a JWT.</summary>
    public static Jwt? TryRead(string token)
    {
        var parts = token.Split('.');
        return parts.Length == 3 && Part(parts[0]) is { } header && Part(parts[1]) is { } payload ? new Jwt(header, payload, parts[2]) : null;
    }

    /// <summary>Parses a token that must be a JWT.</summary>
    public static Jwt Read(string token) => TryRead(token) ?? throw new ReplayException($"no token: {token}");

    /// <summary>Encodes a part of a token.</summary>
    public static string Encode(byte[] part) => Convert.ToBase64String(part).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Encodes an object as a part of a token.</summary>
    public static string Encode(JsonObject members) => Encode(Encoding.UTF8.GetBytes(members.ToJsonString()));

    /// <summary>Decodes a part; null if it is not base64url.</summary>
    public static byte[]? Decode(string part)
    {
        var padded = part.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (part.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }

    private static JsonObject? Part(string part) =>
        Decode(part) is { } bytes && JsonText.TryRead(Encoding.UTF8.GetString(bytes), out var document) ? document as JsonObject : null;
}
