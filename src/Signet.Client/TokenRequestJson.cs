using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Signet.Client;

/// <summary>The JSON of a TokenRequest (<c>authentication.k8s.io/v1</c>) and of the Status of a refusal.</summary>
internal static class TokenRequestJson
{
    private const int MaxMessageLength = 500;

    /// <summary>The body of the request.</summary>
    public static byte[] Write(TokenRequestOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion"u8, "authentication.k8s.io/v1"u8);
            writer.WriteString("kind"u8, "TokenRequest"u8);
            writer.WriteStartObject("spec"u8);
            writer.WriteStartArray("audiences"u8);
            foreach (var audience in options.Audiences)
            {
                writer.WriteStringValue(audience);
            }

            writer.WriteEndArray();
            if (options.Lifetime is { } lifetime)
            {
                writer.WriteNumber("expirationSeconds"u8, (long)lifetime.TotalSeconds);
            }

            if (options.BoundObject is { } bound)
            {
                writer.WriteStartObject("boundObjectRef"u8);
                writer.WriteString("kind"u8, bound.Kind);
                writer.WriteString("apiVersion"u8, bound.ApiVersion);
                writer.WriteString("name"u8, bound.Name);
                if (bound.Uid is { } uid)
                {
                    writer.WriteString("uid"u8, uid);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The token of an answer and the time at which it expires; null when the answer is not a TokenRequest with a token.</summary>
    public static ServiceAccountToken? Read(byte[] answer)
    {
        using var document = Parse(answer);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("status", out var status) &&
            Text(status, "token") is { } value && ServiceAccountToken.IsBearerToken(value) &&
            DateTimeOffset.TryParse(
                Text(status, "expirationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new ServiceAccountToken(value, time)
            : null;
    }

    /// <summary>Reason and message of a Status; both null when the answer is not a Status.</summary>
    public static (string? Reason, string? Message) ReadStatus(byte[] answer)
    {
        using var document = Parse(answer);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "kind") == "Status"
            ? (Text(root, "reason"), Text(root, "message") is { } message ? Shorten(message) : null)
            : (null, null);
    }

    /// <summary>The time of issue (<c>iat</c>) in a token's claims, which are not verified; null when the token is not a JWT that has it.</summary>
    public static DateTimeOffset? IssuedAt(string token)
    {
        if (token.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        using var document = Parse(Base64Url.DecodeFromChars(payload));
        return document?.RootElement is { ValueKind: JsonValueKind.Object } claims && claims.TryGetProperty("iat", out var time) &&
            time.ValueKind == JsonValueKind.Number && time.TryGetDouble(out var seconds) && seconds is > 0 and < uint.MaxValue
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
    }

    private static JsonDocument? Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Shorten(string message) => message.Length <= MaxMessageLength ? message : message[..MaxMessageLength] + "…";
}
