namespace Signet.Server.Hosting.Options;

/// <summary>Limits of requests.</summary>
public sealed record RequestLimitOptions
{
    /// <summary><c>--request-timeout</c>: of a request that is no stream.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);
}
