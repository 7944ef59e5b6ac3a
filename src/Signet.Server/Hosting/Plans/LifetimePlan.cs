namespace Signet.Server.Hosting.Plans;

/// <summary>What stops a server besides <see cref="SignetServer.StopAsync"/> and its disposal. A server handles no signals.</summary>
public sealed record LifetimePlan
{
    /// <summary>Cancellation stops the server.</summary>
    public CancellationToken StopToken { get; init; }

    /// <summary>The time that requests in progress have when the server stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
