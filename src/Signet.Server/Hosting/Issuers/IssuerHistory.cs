using Microsoft.Extensions.Logging;
using Signet.Core.Signing;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>
/// The issuers of a server. The one that issues is <c>--service-account-issuer</c>, else the one that the data directory remembers, else
/// the server's address at the first start. A former one is accepted until its last token has expired.
/// </summary>
internal sealed record IssuerHistory
{
    private IssuerHistory()
    {
    }

    /// <summary>What is configured: the issuer of new tokens first, then what else <c>--service-account-issuer</c> names.</summary>
    public required IReadOnlyList<string> Configured { get; init; }

    /// <summary>Former issuers whose tokens may still live, without those that are configured.</summary>
    public required IReadOnlyList<RememberedIssuer> Former { get; init; }

    /// <summary>The issuer that this start has replaced, or null.</summary>
    public RememberedIssuer? Replaced { get; init; }

    /// <summary>Former issuers that this start has dropped, because their last token has expired.</summary>
    public IReadOnlyList<RememberedIssuer> Dropped { get; init; } = [];

    /// <summary>All accepted issuers, the one that issues first.</summary>
    public IReadOnlyList<string> Accepted => [.. Configured, .. Former.Select(former => former.Issuer)];

    /// <summary>Decides, and keeps the decision in the data directory.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="longestLifetime">The longest lifetime of any token that is issued from now on.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="StartupException">The file in the data directory cannot be used.</exception>
    public static IssuerHistory Open(ServerOptions options, DataDirectory directory, string address, TimeSpan longestLifetime, DateTimeOffset now)
    {
        var kept = IssuerFile.Read(directory);
        var history = Decide(options, kept, address, longestLifetime, now, out var keep);
        if (!keep.SequenceEqual(kept))
        {
            IssuerFile.Write(directory, keep);
        }

        return history;
    }

    /// <summary>Tells what has changed and what is still accepted.</summary>
    public void LogTo(ILogger logger, DataDirectory directory)
    {
        var file = directory.File(IssuerFile.Name);
        if (Replaced is { } replaced)
        {
            Log.IssuerChanged(logger, replaced.Issuer, Configured[0], replaced.AcceptedUntil!.Value, file);
        }

        foreach (var former in Former)
        {
            if (former.Issuer != Replaced?.Issuer)
            {
                Log.FormerIssuer(logger, former.Issuer, former.AcceptedUntil!.Value, file);
            }
        }

        foreach (var dropped in Dropped)
        {
            Log.FormerIssuerDropped(logger, dropped.Issuer);
        }
    }

    /// <summary>Tells that the issuer is not the address, which it would be in a new data directory.</summary>
    public void LogKept(ILogger logger, ServerOptions options, DataDirectory directory, string address)
    {
        if (options.Tokens.Issuers.Count == 0 && Configured[0] != DefaultOf(address))
        {
            Log.IssuerKept(logger, Configured[0], directory.File(IssuerFile.Name), DefaultOf(address));
        }
    }

    private static IssuerHistory Decide(
        ServerOptions options, IReadOnlyList<RememberedIssuer> kept, string address, TimeSpan longestLifetime, DateTimeOffset now, out List<RememberedIssuer> keep)
    {
        IReadOnlyList<string> configured = options.Tokens.Issuers.Count > 0 ? options.Tokens.Issuers : [kept.Count > 0 ? kept[0].Issuer : DefaultOf(address)];
        var before = kept.FirstOrDefault(issuer => issuer.Issuer == configured[0]);
        var longest = Math.Max((long)longestLifetime.TotalSeconds, before?.MaxLifetimeSeconds ?? 0);
        keep = [new RememberedIssuer(configured[0], longest, null)];
        RememberedIssuer? replaced = null;
        var dropped = new List<RememberedIssuer>();
        foreach (var issuer in kept)
        {
            if (issuer.Issuer == configured[0])
            {
                continue;
            }

            if (issuer.AcceptedUntil is null)
            {
                replaced = issuer with { AcceptedUntil = now + TimeSpan.FromSeconds(issuer.MaxLifetimeSeconds) + ClockSkew.Max };
                keep.Add(replaced);
            }
            else if (issuer.AcceptedUntil > now)
            {
                keep.Add(issuer);
            }
            else
            {
                dropped.Add(issuer);
            }
        }

        return new IssuerHistory
        {
            Configured = configured,
            Former = [.. keep.Skip(1).Where(issuer => !configured.Contains(issuer.Issuer))],
            Replaced = replaced,
            Dropped = dropped,
        };
    }

    private static string DefaultOf(string address) => $"https://{address}";
}
