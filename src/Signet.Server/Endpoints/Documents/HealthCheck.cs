namespace Signet.Server.Endpoints.Documents;

/// <summary>A health check of <c>/livez</c>, <c>/readyz</c> and <c>/healthz</c>.</summary>
/// <param name="Name">The name in <c>?verbose</c>.</param>
/// <param name="IsLive">Whether it is part of <c>/livez</c>: its failure means that a restart helps.</param>
/// <param name="CheckAsync">Returns the fault, or null. The fault is logged and not sent to clients.</param>
internal sealed record HealthCheck(string Name, bool IsLive, Func<CancellationToken, ValueTask<string?>> CheckAsync)
{
    /// <summary>Text that <c>?verbose</c> adds to a check that passes, or null. Every client may read it.</summary>
    public Func<string?>? Remark { get; init; }

    /// <summary>A check that never fails and only has a remark.</summary>
    public static HealthCheck Informational(string name, Func<string?> remark) => new(name, IsLive: false, _ => new((string?)null)) { Remark = remark };
}
