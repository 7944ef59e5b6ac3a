namespace Signet.Server.Hosting.Issuers;

/// <summary>An issuer that tokens of this data directory are or were issued by.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="MaxLifetimeSeconds">The longest lifetime that any of its tokens may have had, whatever the settings were.</param>
/// <param name="AcceptedUntil">Until when its last token may live; null for the one that issues now.</param>
internal sealed record RememberedIssuer(string Issuer, long MaxLifetimeSeconds, DateTimeOffset? AcceptedUntil);
