using System.Globalization;
using System.Text.Json;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>What the state of a pod and of all its containers comes to in a few words (Kubernetes, <c>printers.go</c> printPod).</summary>
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

    /// <summary>What it does, or why it does not.</summary>
    public string Reason { get; private set; }

    /// <summary>How many containers it has, those that run beside the others from the start included.</summary>
    public int Containers { get; private set; }

    /// <summary>How many of them are ready.</summary>
    public int ReadyContainers { get; private set; }

    /// <summary>How often containers were restarted.</summary>
    public long Restarts { get; private set; }

    /// <summary>When that happened last, or empty.</summary>
    public string LastRestart { get; private set; } = "";

    /// <summary>Sums up a pod.</summary>
    public static PodSummary Of(JsonElement pod) => new(pod);

    /// <summary>Whether a condition of the pod's is true.</summary>
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

    /// <summary>Goes as far as the first that has not done its part; returns whether there is one.</summary>
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
                Reason = "Init:" + (Trouble(container) ??
                    string.Create(CultureInfo.InvariantCulture, $"{index}/{pod.Count("spec", "initContainers")}"));
                return Keep(pod, sidecarRestarts, lastSidecarRestart);
            }

            index++;
        }

        (Restarts, LastRestart) = (sidecarRestarts, lastSidecarRestart);
        return false;
    }

    /// <summary>Once a pod is initialized, only restarts of what goes on running count.</summary>
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

    private static string? Trouble(JsonElement container)
    {
        if (container.Has("state", "terminated"))
        {
            return EndOf(container);
        }

        return container.Text("state", "waiting", "reason") is { Length: > 0 } reason and not "PodInitializing" ? reason : null;
    }

    /// <summary>The last container comes first: what is wrong with the first one is what is told.</summary>
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

    /// <summary>Times of one form are ordered as their texts are.</summary>
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
