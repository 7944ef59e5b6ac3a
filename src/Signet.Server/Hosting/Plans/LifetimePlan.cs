namespace Signet.Server.Hosting.Plans;

/// <summary>What stops a server, besides <see cref="SignetServer.StopAsync"/> and its disposal. A server handles no signals.</summary>
public sealed record LifetimePlan
{
    /// <summary>Stops the server when it is cancelled.</summary>
    public CancellationToken StopToken { get; init; }

    /// <summary>How long requests that are under way may take when the server stops.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
