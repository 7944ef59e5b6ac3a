using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;

namespace Signet.Core.Lifecycle;

/// <summary>
/// Removes a pod without a kubelet: sets its phase to Failed, so that watchers see its end, and deletes it without a grace period. Idempotent: can be
/// repeated after a failure.
/// </summary>
internal sealed class PodRemoval(ObjectWriter writer, TimeProvider time)
{
    /// <summary>Removes a pod while the reason holds. False if finalizers delay the deletion; a 409 if the reason no longer holds.</summary>
    public async ValueTask<Outcome<bool>> RemoveAsync(StoredObject pod, PodRemovalReason reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var marked = await writer.UpdateAsync(
            KubernetesKinds.Pods,
            pod.Key,
            document => CheckSame(document, pod) is { } changed ? changed : MarkFailed(document, reason, now),
            UpdateScope.System,
            new WriteRequest { Now = now, Guards = reason.Evidence },
            cancellationToken).ConfigureAwait(false);
        if (marked.Error is { } error)
        {
            return error;
        }

        var request = new DeleteRequest
        {
            Now = now,
            Uid = pod.Uid,
            GracePeriodSeconds = 0,
            Guards = reason.Evidence,
            Admit = (current, _) => new(CheckSame(current, pod)),
        };
        var deleted = await writer.DeleteAsync(KubernetesKinds.Pods, pod.Key, request, cancellationToken).ConfigureAwait(false);
        return deleted.TryGetValue(out var result, out var failure) ? result.IsGone : failure;
    }

    /// <summary>A 409 if the pod was replaced, or has been bound to a node since.</summary>
    private static StatusError? CheckSame(ObjectDocument current, StoredObject pod) =>
        current.Metadata.Uid == pod.Uid && (current.Section("spec")?.GetString("nodeName") ?? "") == pod.Pod!.NodeName
            ? null
            : StatusErrors.Modified(KubernetesKinds.Pods.GroupResource, pod.Key.Name);

    private static ObjectDocument MarkFailed(ObjectDocument pod, PodRemovalReason reason, DateTimeOffset now)
    {
        var status = pod.EnsureSection("status");
        if (status.GetString("phase") is "Succeeded" or "Failed")
        {
            return pod;
        }

        status["phase"] = "Failed";
        SetGeneration(status, pod);
        if (reason.Message is { } message)
        {
            SetDisruption(status, pod, message, now);
        }

        return pod;
    }

    private static void SetDisruption(JsonObject status, ObjectDocument pod, string message, DateTimeOffset now)
    {
        var conditions = status.EnsureList("conditions");
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(one => one.GetString("type") == "DisruptionTarget");
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = "DisruptionTarget" };
            conditions.Add((JsonNode)condition);
        }

        if (condition.GetString("status") != "True")
        {
            condition["status"] = "True";
            condition["lastTransitionTime"] = Timestamps.Format(now);
        }

        SetGeneration(condition, pod);
        condition["reason"] = "DeletionByPodGC";
        condition["message"] = message;
    }

    private static void SetGeneration(JsonObject node, ObjectDocument pod)
    {
        if (pod.Metadata.Generation is { } generation)
        {
            node["observedGeneration"] = generation;
        }
    }
}
