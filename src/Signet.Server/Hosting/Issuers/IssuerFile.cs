using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>The file <c>issuers.json</c> of the data directory: the current issuer, then the former ones.</summary>
internal static class IssuerFile
{
    public const string Name = "issuers.json";

    /// <summary>Reads the file; empty when it does not exist.</summary>
    /// <exception cref="StartupException">The file is damaged.</exception>
    public static IReadOnlyList<RememberedIssuer> Read(DataDirectory directory)
    {
        if (directory.Read(Name) is not { } text)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var issuers = new List<RememberedIssuer>();
            foreach (var entry in document.RootElement.GetProperty("issuers").EnumerateArray())
            {
                issuers.Add(ReadEntry(entry));
            }

            return issuers.Count(issuer => issuer.AcceptedUntil is null) == 1 && issuers[0].AcceptedUntil is null
                ? issuers
                : throw new FormatException("only the first entry must have no acceptedUntil");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StartupException($"--data-dir: {directory.File(Name)} is not a list of issuers: {exception.Message}", exception);
        }
    }

    public static void Write(DataDirectory directory, IReadOnlyList<RememberedIssuer> issuers)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("issuers"u8);
            foreach (var (issuer, lifetime, until) in issuers)
            {
                writer.WriteStartObject();
                writer.WriteString("issuer"u8, issuer);
                writer.WriteNumber("longestLifetimeSeconds"u8, lifetime);
                if (until is { } end)
                {
                    writer.WriteString("acceptedUntil"u8, Timestamps.Format(end));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        directory.Write(Name, Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n");
    }

    private static RememberedIssuer ReadEntry(JsonElement entry)
    {
        var issuer = entry.GetProperty("issuer").GetString();
        var lifetime = entry.GetProperty("longestLifetimeSeconds").GetInt64();
        return string.IsNullOrEmpty(issuer) ? throw new FormatException("an entry has no issuer")
            : lifetime is < 0 or > 1L << 32 ? throw new FormatException($"the lifetime {lifetime} is not between 0 and 2^32 seconds")
            : new RememberedIssuer(issuer, lifetime, entry.TryGetProperty("acceptedUntil", out var until) ? until.GetDateTimeOffset() : null);
    }
}
