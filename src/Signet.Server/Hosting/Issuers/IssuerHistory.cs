using Microsoft.Extensions.Logging;
using Signet.Core.Signing;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>
/// The issuers of a server. The current one is <c>--service-account-issuer</c>, else the one in the data directory, else the server's address at the
/// first start. Former issuers are accepted until their last token has expired.
/// </summary>
internal sealed record IssuerHistory
{
    private IssuerHistory()
    {
    }

    /// <summary>The configured issuers: the issuer of new tokens first.</summary>
    public required IReadOnlyList<string> Configured { get; init; }

    /// <summary>Former issuers that are still accepted, without the configured ones.</summary>
    public required IReadOnlyList<RememberedIssuer> Former { get; init; }

    /// <summary>The issuer that this start replaced; null when it has not changed.</summary>
    public RememberedIssuer? Replaced { get; init; }

    /// <summary>Former issuers that this start dropped, because their last token has expired.</summary>
    public IReadOnlyList<RememberedIssuer> Dropped { get; init; } = [];

    /// <summary>All accepted issuers, the current one first.</summary>
    public IReadOnlyList<string> Accepted => [.. Configured, .. Former.Select(former => former.Issuer)];

    /// <summary>Determines the issuers, and writes them to the data directory when they have changed.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="address">Host and port of the server.</param>
    /// <param name="maxLifetime">The maximum lifetime of tokens that are issued from now on.</param>
    /// <param name="now">The time of the start.</param>
    /// <exception cref="StartupException">The file in the data directory is damaged.</exception>
    public static IssuerHistory Open(ServerOptions options, DataDirectory directory, string address, TimeSpan maxLifetime, DateTimeOffset now)
    {
        var kept = IssuerFile.Read(directory);
        var history = Decide(options, kept, address, maxLifetime, now, out var keep);
        if (!keep.SequenceEqual(kept))
        {
            IssuerFile.Write(directory, keep);
        }

        return history;
    }

    /// <summary>Logs changed and former issuers.</summary>
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

    /// <summary>
    /// Logs that the issuer of the data directory is used although it differs from the address, which would be the issuer of a new data directory.
    /// </summary>
    public void LogKept(ILogger logger, ServerOptions options, DataDirectory directory, string address)
    {
        if (options.Tokens.Issuers.Count == 0 && Configured[0] != DefaultFor(address))
        {
            Log.IssuerKept(logger, Configured[0], directory.File(IssuerFile.Name), DefaultFor(address));
        }
    }

    private static IssuerHistory Decide(
        ServerOptions options, IReadOnlyList<RememberedIssuer> kept, string address, TimeSpan maxLifetime, DateTimeOffset now, out List<RememberedIssuer> keep)
    {
        IReadOnlyList<string> configured = options.Tokens.Issuers.Count > 0 ? options.Tokens.Issuers : [kept.Count > 0 ? kept[0].Issuer : DefaultFor(address)];
        var before = kept.FirstOrDefault(issuer => issuer.Issuer == configured[0]);
        var maxSeconds = Math.Max((long)maxLifetime.TotalSeconds, before?.MaxLifetimeSeconds ?? 0);
        keep = [new RememberedIssuer(configured[0], maxSeconds, null)];
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

    private static string DefaultFor(string address) => $"https://{address}";
}
