namespace Signet.Server.Hosting.Options;

/// <summary>The background controllers.</summary>
public sealed record ControllerOptions
{
    /// <summary><c>--orphaned-pod-quarantine</c>; zero keeps orphaned pods.</summary>
    public TimeSpan OrphanedPodQuarantine { get; init; } = TimeSpan.FromSeconds(40);
}
