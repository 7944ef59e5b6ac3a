namespace Signet.Server.Http.Requests;

/// <summary>Settings of request handling.</summary>
internal sealed record RequestOptions
{
    /// <summary>The time limit of a request that is not long-running (<c>--request-timeout</c>).</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(1);
}
