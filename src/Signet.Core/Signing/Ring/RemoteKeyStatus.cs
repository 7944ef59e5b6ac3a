namespace Signet.Core.Signing.Ring;

/// <summary>The outcome of the fetches of <see cref="IRemoteKeys"/>.</summary>
/// <param name="FetchedAt">When the keys in force were last confirmed by their source.</param>
/// <param name="Fault">Why the last fetch failed; null when it succeeded. For the log only.</param>
/// <param name="FailingSince">The first failure since the last success; null when there is none.</param>
/// <param name="NextFetchAt">When the keys are due to be fetched again.</param>
internal sealed record RemoteKeyStatus(DateTimeOffset FetchedAt, string? Fault, DateTimeOffset? FailingSince, DateTimeOffset NextFetchAt);
