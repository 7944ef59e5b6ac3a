namespace Signet.Server.Endpoints.Documents;

/// <summary>Something that has to be in order.</summary>
/// <param name="Name">As <c>?verbose</c> shows it.</param>
/// <param name="IsLive">Whether a server in which it fails had better be restarted.</param>
/// <param name="CheckAsync">Null when it is in order, else what is not; for the log, not for callers.</param>
internal sealed record HealthCheck(string Name, bool IsLive, Func<CancellationToken, ValueTask<string?>> CheckAsync)
{
    /// <summary>What <c>?verbose</c> adds although the check passes, for everybody to see; null or the result null is nothing.</summary>
    public Func<string?>? Remark { get; init; }

    /// <summary>One that never fails and only tells.</summary>
    public static HealthCheck Telling(string name, Func<string?> remark) => new(name, IsLive: false, _ => new((string?)null)) { Remark = remark };
}
