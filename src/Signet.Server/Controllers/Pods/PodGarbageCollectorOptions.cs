namespace Signet.Server.Controllers.Pods;

/// <summary>Settings for the deletion of pods that no kubelet will end.</summary>
/// <param name="Quarantine">How long a pod without a kubelet is kept; zero keeps such pods for ever.</param>
internal sealed record PodGarbageCollectorOptions(TimeSpan Quarantine)
{
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(20);

    /// <summary>The interval of checks: half the quarantine, at most 20 s.</summary>
    public TimeSpan Interval => Quarantine > TimeSpan.Zero && Quarantine / 2 < MaxInterval ? Quarantine / 2 : MaxInterval;
}
