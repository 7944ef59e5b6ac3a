using Signet.Core.Tokens.Issuers;

namespace Signet.Server.Hosting.Issuers;

/// <summary>What a start has found and done about issuers, for the log and the report of the start.</summary>
internal sealed record IssuerStart
{
    /// <summary>The record before the start, with what a file of an earlier version has.</summary>
    public required IssuerHistory Before { get; init; }

    /// <summary>The record after it.</summary>
    public required IssuerHistory After { get; init; }

    /// <summary>The issuers of the settings; without the setting the one that stays.</summary>
    public required IReadOnlyList<string> Configured { get; init; }

    /// <summary>The issuer of a new store without a setting; null when a setting names the issuer.</summary>
    public required string? Default { get; init; }

    /// <summary>The file of an earlier version that was taken over; null when there was none.</summary>
    public string? TakenOverFile { get; init; }

    /// <summary>The issuer that this start replaced; null when it has not changed.</summary>
    public KnownIssuer? Replaced => Before.Current.Length > 0 && Before.Current != Configured[0] ? After.Find(Before.Current) : null;

    /// <summary>Former issuers that are still accepted.</summary>
    public IReadOnlyList<KnownIssuer> Former => [.. After.Issuers.Where(known => known.RefusedAt is null && !Configured.Contains(known.Issuer))];

    /// <summary>Issuers that an operator has refused, although the settings name them.</summary>
    public IReadOnlyList<KnownIssuer> Refused => [.. After.Issuers.Where(known => known.RefusedAt is not null && Configured.Contains(known.Issuer))];

    /// <summary>Former issuers that this start dropped, because their last token has expired.</summary>
    public IReadOnlyList<KnownIssuer> Dropped => [.. Before.Issuers.Where(known => After.Find(known.Issuer) is null)];
}
