using System.Text.Json;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>
/// The file <c>issuers.json</c>, in which earlier versions kept the current issuer and then the former ones. A start takes it over into the
/// store and deletes it.
/// </summary>
internal static class IssuerFile
{
    public const string Name = "issuers.json";

    /// <summary>Reads the file; null when it does not exist.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="now">The current issuer of the file may have issued until now.</param>
    /// <exception cref="StartupException">The file is damaged.</exception>
    public static IssuerHistory? Read(DataDirectory directory, DateTimeOffset now)
    {
        if (directory.Read(Name) is not { } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var entries = document.RootElement.GetProperty("issuers").EnumerateArray().ToList();
            if (entries.Count == 0 || entries.FindAll(entry => !entry.TryGetProperty("acceptedUntil", out _)).Count != 1 || entries[0].TryGetProperty("acceptedUntil", out _))
            {
                throw new FormatException("only the first entry must have no acceptedUntil");
            }

            IReadOnlyList<KnownIssuer> issuers = [.. entries.Select(entry => ReadEntry(entry, now))];
            return new IssuerHistory(issuers[0].Issuer, issuers);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StartupException($"--data-dir: {directory.File(Name)} is not a list of issuers: {exception.Message}", exception);
        }
    }

    private static KnownIssuer ReadEntry(JsonElement entry, DateTimeOffset now)
    {
        var issuer = entry.GetProperty("issuer").GetString();
        var seconds = entry.GetProperty("longestLifetimeSeconds").GetInt64();
        if (string.IsNullOrEmpty(issuer))
        {
            throw new FormatException("an entry has no issuer");
        }

        if (seconds is < 0 or > 1L << 32)
        {
            throw new FormatException($"the lifetime {seconds} is not between 0 and 2^32 seconds");
        }

        var lifetime = TimeSpan.FromSeconds(seconds);
        return new KnownIssuer(
            issuer, lifetime, entry.TryGetProperty("acceptedUntil", out var until) ? until.GetDateTimeOffset() : IssuerPromise.After(now, lifetime));
    }
}
