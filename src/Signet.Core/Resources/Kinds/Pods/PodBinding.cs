using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>Assigns a pod to the node that a Binding names (Kubernetes, <c>pkg/registry/core/pod/storage</c> BindingREST).</summary>
internal static class PodBinding
{
    private static readonly GroupResource Resource = new("", "pods/binding");

    /// <summary>Validates the target of a Binding (Kubernetes, <c>pkg/apis/core/validation</c> ValidatePodBinding).</summary>
    public static IReadOnlyList<FieldError> Validate(ObjectDocument binding)
    {
        var target = binding.EnsureSection("target");
        var errors = new FieldErrors();
        if (target.GetString("kind") is not ("" or "Node") and var kind)
        {
            errors.Add(FieldError.NotSupported("target.kind", GoText.Quote(kind), "Node", "<empty>"));
        }

        if (target.GetString("name").Length == 0)
        {
            errors.Add(FieldError.Required("target.name", ""));
        }

        return errors;
    }

    /// <summary>
    /// Sets the node, the annotations of the Binding and the condition PodScheduled. The Binding's uid and resourceVersion become those of
    /// the pod, so that they are preconditions of the update.
    /// </summary>
    /// <returns>The changed pod; a 409 for a pod that is being deleted, has a node, or has scheduling gates.</returns>
    public static Outcome<ObjectDocument> Apply(ObjectDocument pod, ObjectDocument binding, DateTimeOffset now)
    {
        var name = pod.Metadata.Name;
        var spec = pod.EnsureSection("spec");
        if (pod.Metadata.IsBeingDeleted)
        {
            return StatusErrors.Conflict(Resource, name, $"pod {name} is being deleted, cannot be assigned to a host");
        }

        if (spec.GetString("nodeName") is { Length: > 0 } node)
        {
            return StatusErrors.Conflict(Resource, name, $"pod {name} is already assigned to node {GoText.Quote(node)}");
        }

        if (spec.GetList("schedulingGates") is { Count: > 0 })
        {
            return StatusErrors.Conflict(Resource, name, $"pod {name} has non-empty .spec.schedulingGates");
        }

        pod.Metadata.Uid = binding.Metadata.Uid;
        pod.Metadata.ResourceVersion = binding.Metadata.ResourceVersion;
        spec["nodeName"] = binding.EnsureSection("target").GetString("name");
        foreach (var (key, value) in binding.Metadata.Annotations ?? [])
        {
            pod.Metadata.Node.EnsureObject("annotations")[key] = value?.DeepClone();
        }

        SetScheduled(pod.EnsureSection("status").EnsureList("conditions"), now);
        return pod;
    }

    private static void SetScheduled(JsonArray conditions, DateTimeOffset now)
    {
        var scheduled = conditions.OfType<JsonObject>().FirstOrDefault(condition => condition.GetString("type") == "PodScheduled");
        if (scheduled is null)
        {
            conditions.Add((JsonNode)(scheduled = new JsonObject { ["type"] = "PodScheduled" }));
        }

        scheduled["status"] = "True";
        scheduled["lastTransitionTime"] = Timestamps.Format(now);
    }
}
