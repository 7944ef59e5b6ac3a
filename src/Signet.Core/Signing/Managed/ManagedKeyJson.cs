using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Signing.Managed;

/// <summary>Managed keys as JSON. Times are RFC 3339; a published key without a known beginning has <c>"publishedFrom": "always"</c>.</summary>
internal static class ManagedKeyJson
{
    private const string Always = "always";

    /// <summary>Writes keys.</summary>
    public static byte[] Write(ManagedKeySet set)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys"u8);
            foreach (var key in set.Keys)
            {
                WriteKey(writer, key);
            }

            writer.WriteEndArray();
            if (set.DefaultAlgorithm is { } algorithm)
            {
                writer.WriteString("defaultAlgorithm"u8, algorithm.Name);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads keys.</summary>
    /// <exception cref="ManagedKeyException">It is not what <see cref="Write"/> makes.</exception>
    public static ManagedKeySet Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            return new ManagedKeySet(
                [.. root.GetProperty("keys").EnumerateArray().Select(ReadKey)],
                root.TryGetProperty("defaultAlgorithm", out var algorithm) ? ReadAlgorithm(algorithm) : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ManagedKeyException($"the signing keys in the store cannot be read: {exception.Message}", exception);
        }
    }

    private static void WriteKey(Utf8JsonWriter writer, ManagedKey key)
    {
        writer.WriteStartObject();
        writer.WriteString("keyId"u8, key.KeyId);
        writer.WriteString("algorithm"u8, key.Algorithm.Name);
        writer.WriteBase64String("publicKey"u8, key.PublicKey.Span);
        writer.WriteBase64String("sealedPrivateKey"u8, key.SealedPrivateKey.Span);
        if (key.DeviceUri is { } device)
        {
            writer.WriteString("deviceUri"u8, device);
        }

        writer.WriteString("createdAt"u8, Timestamps.Format(key.CreatedAt));
        WriteTime(writer, "publishedFrom", key.PublishedFrom);
        WriteTime(writer, "publicationConfirmedAt", key.PublicationConfirmedAt);
        if (key.IsPublicationWaived)
        {
            writer.WriteBoolean("publicationWaived"u8, true);
        }

        WriteTime(writer, "signsFrom", key.SignsFrom);
        WriteTime(writer, "signsUntil", key.SignsUntil);
        writer.WriteNumber("maxLifetimeSeconds"u8, (long)key.MaxLifetime.TotalSeconds);
        writer.WriteBoolean("activationForced"u8, key.IsActivationForced);
        writer.WriteBoolean("takenOver"u8, key.IsTakenOver);
        WriteTime(writer, "endedAt", key.EndedAt);
        writer.WriteBoolean("revoked"u8, key.IsRevoked);
        writer.WriteEndObject();
    }

    private static JwtAlgorithm ReadAlgorithm(JsonElement name) => JwtAlgorithm.Find(name.GetString()!)
        ?? throw new FormatException($"the algorithm {GoText.Quote(name.GetString()!)} is unknown");

    private static ManagedKey ReadKey(JsonElement entry)
    {
        return new ManagedKey
        {
            KeyId = entry.GetProperty("keyId").GetString()!,
            Algorithm = ReadAlgorithm(entry.GetProperty("algorithm")),
            PublicKey = entry.GetProperty("publicKey").GetBytesFromBase64(),
            SealedPrivateKey = entry.GetProperty("sealedPrivateKey").GetBytesFromBase64(),
            DeviceUri = entry.TryGetProperty("deviceUri", out var device) ? device.GetString() : null,
            CreatedAt = ReadTime(entry, "createdAt") ?? throw new FormatException("createdAt is missing"),
            PublishedFrom = ReadTime(entry, "publishedFrom"),

            // Records of earlier versions do not have these two.
            PublicationConfirmedAt = ReadTime(entry, "publicationConfirmedAt"),
            IsPublicationWaived = entry.TryGetProperty("publicationWaived", out var waived) && waived.GetBoolean(),
            SignsFrom = ReadTime(entry, "signsFrom"),
            SignsUntil = ReadTime(entry, "signsUntil"),
            MaxLifetime = TimeSpan.FromSeconds(entry.GetProperty("maxLifetimeSeconds").GetInt64()),
            IsActivationForced = entry.GetProperty("activationForced").GetBoolean(),
            IsTakenOver = entry.GetProperty("takenOver").GetBoolean(),
            EndedAt = ReadTime(entry, "endedAt"),
            IsRevoked = entry.GetProperty("revoked").GetBoolean(),
        };
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            writer.WriteString(name, value == DateTimeOffset.MinValue ? Always : Timestamps.Format(value));
        }
    }

    private static DateTimeOffset? ReadTime(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var property))
        {
            return null;
        }

        var text = property.GetString();
        return text == Always ? DateTimeOffset.MinValue
            : Timestamps.TryParse(text, out var time) ? time
            : throw new FormatException($"{name} is not a time");
    }
}
