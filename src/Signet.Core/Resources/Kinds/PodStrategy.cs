using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Pods (Kubernetes, <c>pkg/registry/core/pod</c>), as far as identity rests on them.</summary>
public sealed class PodStrategy : ResourceStrategy
{
    private const long DefaultGraceSeconds = 30;

    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } = SelectableFields.Own(
        SelectableFields.Name,
        SelectableFields.Namespace,
        new SelectableField("spec.nodeName") { FromHeader = pod => pod.Pod!.NodeName },
        new SelectableField("spec.restartPolicy"),
        new SelectableField("spec.schedulerName"),
        new SelectableField("spec.serviceAccountName") { FromHeader = pod => pod.Pod!.ServiceAccountName },
        new SelectableField("spec.hostNetwork", Missing: "false"),
        new SelectableField("status.phase"),
        new SelectableField("status.podIP"),
        new SelectableField("status.podIPs"),
        new SelectableField("status.nominatedNodeName")).WithOldName("spec.host", "spec.nodeName");

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document)
    {
        var spec = document.EnsureSection("spec");
        var account = spec.GetText("serviceAccountName");
        if (account.Length == 0)
        {
            account = spec.GetText("serviceAccount");
        }

        // The old name of the field always says the same as the new one.
        spec.SetText("serviceAccountName", account);
        spec.SetText("serviceAccount", account);
        SetDefault(spec, "restartPolicy", "Always");
        SetDefault(spec, "dnsPolicy", "ClusterFirst");
        SetDefault(spec, "schedulerName", "default-scheduler");
        spec["terminationGracePeriodSeconds"] ??= DefaultGraceSeconds;
        spec["securityContext"] ??= new JsonObject();
        spec["enableServiceLinks"] ??= true;
        foreach (var container in Containers(spec))
        {
            SetDefault(container, "terminationMessagePath", "/dev/termination-log");
            SetDefault(container, "terminationMessagePolicy", "File");
            SetDefault(container, "imagePullPolicy", PullPolicyFor(container.GetText("image")));
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectDocument created)
    {
        created.Metadata.Generation = 1;
        created.Root["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) => updated.TakeSection("status", current);

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        var spec = created.EnsureSection("spec");
        if (spec.GetList("containers") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.containers", ""));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        CheckContainers(spec, "initContainers", names, errors);
        CheckContainers(spec, "containers", names, errors);
        var account = spec.GetText("serviceAccountName");
        if (account.Length > 0)
        {
            foreach (var fault in NameRules.Subdomain(account))
            {
                errors.Add(FieldError.Invalid("spec.serviceAccountName", account, fault));
            }
        }

        var node = spec.GetText("nodeName");
        if (node.Length > 0)
        {
            foreach (var fault in NameRules.Subdomain(node))
            {
                errors.Add(FieldError.Invalid("spec.nodeName", node, fault));
            }
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors)
    {
        if (!JsonNode.DeepEquals(WithoutMutableFields(updated), WithoutMutableFields(current)))
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
                "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
                "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
        }
    }

    /// <inheritdoc/>
    public override long? GracePeriodFor(ObjectDocument current, long? requestedSeconds)
    {
        var spec = current.EnsureSection("spec");
        var isOver = current.Section("status")?.GetText("phase") is "Succeeded" or "Failed";
        if (spec.GetText("nodeName").Length == 0 || isOver)
        {
            return 0;
        }

        var seconds = requestedSeconds ?? spec.GetInteger("terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
        return seconds < 0 ? 1 : seconds;
    }

    private static JsonObject WithoutMutableFields(ObjectDocument pod)
    {
        var spec = (JsonObject)pod.EnsureSection("spec").DeepClone();
        foreach (var container in Containers(spec))
        {
            container.Remove("image");
        }

        spec.Remove("activeDeadlineSeconds");
        return spec;
    }

    private static void CheckContainers(JsonObject spec, string list, HashSet<string> names, List<FieldError> errors)
    {
        var containers = spec.GetList(list);
        for (var i = 0; i < containers?.Count; i++)
        {
            var path = $"spec.{list}[{i}]";
            var container = (JsonObject)containers[i]!;
            var name = container.GetText("name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required(path + ".name", ""));
            }
            else
            {
                foreach (var fault in NameRules.Label(name))
                {
                    errors.Add(FieldError.Invalid(path + ".name", name, fault));
                }

                if (!names.Add(name))
                {
                    errors.Add(FieldError.Duplicate(path + ".name", name));
                }
            }

            if (container.GetText("image").Length == 0)
            {
                errors.Add(FieldError.Required(path + ".image", ""));
            }
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonObject spec)
    {
        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var container in spec.GetList(list) ?? [])
            {
                yield return (JsonObject)container!;
            }
        }
    }

    /// <summary>An image without a tag, or with the tag latest, is pulled always.</summary>
    private static string PullPolicyFor(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        if (name.Contains('@', StringComparison.Ordinal))
        {
            return "IfNotPresent";
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }

    private static void SetDefault(JsonObject node, string name, string value)
    {
        if (node.GetText(name).Length == 0)
        {
            node[name] = value;
        }
    }
}
