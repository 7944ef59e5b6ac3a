namespace Signet.Server.Hosting.Options;

/// <summary>Limits of requests.</summary>
public sealed record RequestLimitOptions
{
    /// <summary><c>--request-timeout</c>: the time limit of a request that is not a watch.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);
}
