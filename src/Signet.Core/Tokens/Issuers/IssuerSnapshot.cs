namespace Signet.Core.Tokens.Issuers;

/// <summary>The issuers that a server accepts. Immutable.</summary>
internal sealed class IssuerSnapshot
{
    private readonly string[] _names;
    private readonly DateTimeOffset[] _until;

    /// <summary>Makes the snapshot.</summary>
    /// <param name="configured">The issuers of the settings: they are accepted until they are refused. The first one issues.</param>
    /// <param name="history">The issuers of the store.</param>
    /// <param name="now">Entries whose time is over are left out.</param>
    public IssuerSnapshot(IReadOnlyList<string> configured, IssuerHistory history, DateTimeOffset now)
    {
        Configured = configured;
        History = history;
        RefusedAt = history.Find(configured[0])?.RefusedAt;
        Former = [.. history.Issuers.Where(known => known.IsAcceptedAt(now) && !configured.Contains(known.Issuer))];
        _names = [.. configured.Where(issuer => history.Find(issuer)?.RefusedAt is null), .. Former.Select(known => known.Issuer)];
        _until = [.. _names.Select(name => configured.Contains(name) ? DateTimeOffset.MaxValue : history.Find(name)!.AcceptedUntil)];
        NextExpiry = Former.Select(known => known.AcceptedUntil).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    /// <summary>The issuers of the settings, the one that issues first.</summary>
    public IReadOnlyList<string> Configured { get; }

    /// <summary>The issuers of the store.</summary>
    public IssuerHistory History { get; }

    /// <summary>The issuer of new tokens.</summary>
    public string Signing => Configured[0];

    /// <summary>When <see cref="Signing"/> was refused, so that no token can be issued; null as a rule.</summary>
    public DateTimeOffset? RefusedAt { get; }

    /// <summary>The accepted issuers, the configured ones first. One instance for each snapshot.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Accepted issuers that are not configured: former ones, and those of other servers of the store.</summary>
    public IReadOnlyList<KnownIssuer> Former { get; }

    /// <summary>When the first one of <see cref="Former"/> ends.</summary>
    public DateTimeOffset NextExpiry { get; }

    /// <summary>Whether tokens of an issuer are accepted.</summary>
    public bool Accepts(string issuer, DateTimeOffset now)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i] == issuer)
            {
                return now < _until[i];
            }
        }

        return false;
    }
}
