using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Issuers;

/// <summary>
/// The stored form of an <see cref="IssuerHistory"/>: JSON. It holds no secret, and no code against changes: whoever can write to the store can bind every role to himself.
/// </summary>
internal static class IssuerRecord
{
    /// <summary>Where it is in the store. Outside of <c>/registry/</c>, as the keys are.</summary>
    public const string StorageKey = "/signet/issuers";

    /// <summary>Writes the record.</summary>
    public static byte[] Write(IssuerHistory history)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("current"u8, history.Current);
            writer.WriteStartArray("issuers"u8);
            foreach (var known in history.Issuers)
            {
                writer.WriteStartObject();
                writer.WriteString("issuer"u8, known.Issuer);
                writer.WriteNumber("maxLifetimeSeconds"u8, (long)known.MaxLifetime.TotalSeconds);
                writer.WriteString("acceptedUntil"u8, Timestamps.Format(known.AcceptedUntil));
                if (known.RefusedAt is { } refused)
                {
                    writer.WriteString("refusedAt"u8, Timestamps.Format(refused));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads the record.</summary>
    /// <exception cref="IssuerRecordException">It is not what <see cref="Write"/> makes.</exception>
    public static IssuerHistory Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            return new IssuerHistory(root.GetProperty("current").GetString()!, [.. root.GetProperty("issuers").EnumerateArray().Select(ReadEntry)]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IssuerRecordException($"the record of issuers in the store ({StorageKey}) cannot be read: {exception.Message}", exception);
        }
    }

    private static KnownIssuer ReadEntry(JsonElement entry)
    {
        var seconds = entry.GetProperty("maxLifetimeSeconds").GetInt64();
        return entry.GetProperty("issuer").GetString() is not { Length: > 0 } issuer ? throw new FormatException("an entry has no issuer")
            : seconds is < 0 or > 1L << 32 ? throw new FormatException($"the lifetime {seconds} is not between 0 and 2^32 seconds")
            : new KnownIssuer(issuer, TimeSpan.FromSeconds(seconds), ReadTime(entry.GetProperty("acceptedUntil"), "acceptedUntil"))
            {
                RefusedAt = entry.TryGetProperty("refusedAt", out var refused) ? ReadTime(refused, "refusedAt") : null,
            };
    }

    private static DateTimeOffset ReadTime(JsonElement property, string name) =>
        Timestamps.TryParse(property.GetString(), out var time) ? time : throw new FormatException($"{name} is not a time");
}
