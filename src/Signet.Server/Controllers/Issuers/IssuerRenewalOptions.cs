namespace Signet.Server.Controllers.Issuers;

/// <summary>The options of <see cref="IssuerRenewal"/>.</summary>
/// <param name="MaxLifetime">The maximum lifetime of a token that this server issues now.</param>
internal sealed record IssuerRenewalOptions(Func<TimeSpan> MaxLifetime);
