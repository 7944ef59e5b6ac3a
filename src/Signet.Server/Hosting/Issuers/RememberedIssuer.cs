namespace Signet.Server.Hosting.Issuers;

/// <summary>An issuer that issued tokens with the keys of this data directory.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="MaxLifetimeSeconds">The maximum lifetime of its tokens under all settings so far, in seconds.</param>
/// <param name="AcceptedUntil">The time until which its tokens are accepted; null for the current issuer.</param>
internal sealed record RememberedIssuer(string Issuer, long MaxLifetimeSeconds, DateTimeOffset? AcceptedUntil);
