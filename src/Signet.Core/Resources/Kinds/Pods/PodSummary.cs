using System.Globalization;
using System.Text.Json;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The summary of a pod's state and of its containers' states (Kubernetes, <c>printers.go</c> printPod).</summary>
internal sealed class PodSummary
{
    private readonly HashSet<string> _sidecars = new(StringComparer.Ordinal);

    private PodSummary(JsonElement pod)
    {
        Reason = pod.Text("status", "reason") is { Length: > 0 } reason ? reason : pod.Text("status", "phase");
        Containers = pod.Count("spec", "containers");
        ReadGates(pod);
        FindSidecars(pod);
        var isInitializing = ReadInitContainers(pod);
        if (!isInitializing || HasCondition(pod, "Initialized"))
        {
            ReadContainers(pod);
        }

        if (pod.Text("metadata", "deletionTimestamp").Length > 0)
        {
            Reason = pod.Text("status", "reason") == "NodeLost" ? "Unknown"
                : pod.Text("status", "phase") is "Succeeded" or "Failed" ? Reason
                : "Terminating";
        }
    }

    /// <summary>The column <c>STATUS</c>: the phase, or the reason of a failure.</summary>
    public string Reason { get; private set; }

    /// <summary>The number of containers, sidecars included.</summary>
    public int Containers { get; private set; }

    public int ReadyContainers { get; private set; }

    /// <summary>The number of container restarts.</summary>
    public long Restarts { get; private set; }

    /// <summary>The time of the last restart; empty when there was none.</summary>
    public string LastRestart { get; private set; } = "";

    public static PodSummary Of(JsonElement pod) => new(pod);

    /// <summary>Whether a condition of the pod is true.</summary>
    public static bool HasCondition(JsonElement pod, string type)
    {
        foreach (var condition in pod.Items("status", "conditions"))
        {
            if (condition.Text("type") == type)
            {
                return condition.Text("status") == "True";
            }
        }

        return false;
    }

    private void ReadGates(JsonElement pod)
    {
        foreach (var condition in pod.Items("status", "conditions"))
        {
            if (condition.Text("type") == "PodScheduled" && condition.Text("reason") == "SchedulingGated")
            {
                Reason = "SchedulingGated";
            }
        }
    }

    private void FindSidecars(JsonElement pod)
    {
        foreach (var container in pod.Items("spec", "initContainers"))
        {
            if (container.Text("restartPolicy") == "Always")
            {
                _sidecars.Add(container.Text("name"));
                Containers++;
            }
        }
    }

    /// <summary>Stops at the first init container that has not completed; returns whether there is one.</summary>
    private bool ReadInitContainers(JsonElement pod)
    {
        var (index, sidecarRestarts, lastSidecarRestart) = (0, 0L, "");
        foreach (var container in pod.Items("status", "initContainerStatuses"))
        {
            AddRestarts(container);
            var isSidecar = _sidecars.Contains(container.Text("name"));
            if (isSidecar)
            {
                sidecarRestarts += container.Integer("restartCount");
                lastSidecarRestart = Later(lastSidecarRestart, LastEnd(container));
            }

            if (!HasStarted(container, isSidecar))
            {
                Reason = "Init:" + (FailureReason(container) ??
                    string.Create(CultureInfo.InvariantCulture, $"{index}/{pod.Count("spec", "initContainers")}"));
                return Keep(pod, sidecarRestarts, lastSidecarRestart);
            }

            index++;
        }

        (Restarts, LastRestart) = (sidecarRestarts, lastSidecarRestart);
        return false;
    }

    /// <summary>After the initialization only restarts of sidecars and containers count.</summary>
    private bool Keep(JsonElement pod, long sidecarRestarts, string lastSidecarRestart)
    {
        if (HasCondition(pod, "Initialized"))
        {
            (Restarts, LastRestart) = (sidecarRestarts, lastSidecarRestart);
        }

        return true;
    }

    private bool HasStarted(JsonElement container, bool isSidecar)
    {
        if (container.Has("state", "terminated") && container.Integer("state", "terminated", "exitCode") == 0)
        {
            return true;
        }

        if (!isSidecar || !container.IsTrue("started"))
        {
            return false;
        }

        ReadyContainers += container.IsTrue("ready") ? 1 : 0;
        return true;
    }

    private static string? FailureReason(JsonElement container)
    {
        if (container.Has("state", "terminated"))
        {
            return EndOf(container);
        }

        return container.Text("state", "waiting", "reason") is { Length: > 0 } reason and not "PodInitializing" ? reason : null;
    }

    /// <summary>Reads the last container first, so that the reason of the first one wins.</summary>
    private void ReadContainers(JsonElement pod)
    {
        var isRunning = false;
        var containers = pod.At("status", "containerStatuses");
        for (var i = pod.Count("status", "containerStatuses") - 1; i >= 0; i--)
        {
            var container = containers[i];
            AddRestarts(container);
            if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                Reason = waiting;
            }
            else if (container.Has("state", "terminated"))
            {
                Reason = EndOf(container);
            }
            else if (container.IsTrue("ready") && container.Has("state", "running"))
            {
                isRunning = true;
                ReadyContainers++;
            }
        }

        if (Reason == "Completed" && isRunning)
        {
            Reason = HasCondition(pod, "Ready") ? "Running" : "NotReady";
        }
    }

    private void AddRestarts(JsonElement container)
    {
        Restarts += container.Integer("restartCount");
        LastRestart = Later(LastRestart, LastEnd(container));
    }

    private static string LastEnd(JsonElement container) => container.Text("lastState", "terminated", "finishedAt");

    /// <summary>Times in one format sort like their strings.</summary>
    private static string Later(string one, string other) => string.CompareOrdinal(one, other) >= 0 ? one : other;

    private static string EndOf(JsonElement container)
    {
        if (container.Text("state", "terminated", "reason") is { Length: > 0 } reason)
        {
            return reason;
        }

        var signal = container.Integer("state", "terminated", "signal");
        return signal != 0
            ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{container.Integer("state", "terminated", "exitCode")}");
    }
}
