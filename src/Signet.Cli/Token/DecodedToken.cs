using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Tokens.Verification;

namespace Signet.Cli.Token;

/// <summary>A decoded JWT, not verified.</summary>
/// <param name="Jwt">The parts.</param>
/// <param name="Header">The header.</param>
/// <param name="Claims">The payload.</param>
internal sealed record DecodedToken(JwtReader Jwt, JsonObject Header, JsonObject Claims)
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <summary>Decodes a token; null when it is not a JWT.</summary>
    public static DecodedToken? TryRead(string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        return JwtReader.TryRead(token) is { } jwt && ParseObject(jwt.Payload.Span) is { } claims && ParseHeader(token[..dot]) is { } header
            ? new DecodedToken(jwt, header, claims)
            : null;
    }

    private static JsonObject? ParseHeader(string encoded)
    {
        var bytes = new byte[Base64UrlText.MaxDecodedLength(encoded.Length)];
        return Base64UrlText.TryDecode(Encoding.ASCII.GetBytes(encoded), bytes, out var length) ? ParseObject(bytes.AsSpan(0, length)) : null;
    }

    private static JsonObject? ParseObject(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonUnicode.IsValid(json) ? JsonNode.Parse(json, documentOptions: NoDuplicates) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
