namespace Signet.Server.Hosting.Options;

/// <summary>The background controllers.</summary>
public sealed record ControllerOptions
{
    /// <summary><c>--orphaned-pod-quarantine</c>; zero keeps pods that no kubelet ends.</summary>
    public TimeSpan OrphanedPodQuarantine { get; init; } = TimeSpan.FromSeconds(40);
}
