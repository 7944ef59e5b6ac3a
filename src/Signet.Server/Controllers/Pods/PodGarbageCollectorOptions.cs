namespace Signet.Server.Controllers.Pods;

/// <summary>When pods are removed that no kubelet will end.</summary>
/// <param name="Quarantine">How long a pod stays that no kubelet is there for; zero keeps such pods.</param>
internal sealed record PodGarbageCollectorOptions(TimeSpan Quarantine)
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(20);

    /// <summary>How often the pods are examined: half the quarantine, but at least every 20 s.</summary>
    public TimeSpan Interval => Quarantine > TimeSpan.Zero && Quarantine / 2 < LongestInterval ? Quarantine / 2 : LongestInterval;
}
