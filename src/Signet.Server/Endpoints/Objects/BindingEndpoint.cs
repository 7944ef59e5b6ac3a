using System.Text.Json.Nodes;
using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>POST …/pods/NAME/binding</c>, and to the old <c>bindings</c>: gives a pod its node (Kubernetes, <c>pkg/registry/core/pod/storage</c> BindingREST).</summary>
internal sealed class BindingEndpoint(ObjectServices services) : IEndpoint
{
    /// <summary>The kind of the body.</summary>
    internal static readonly GroupVersionKind Kind = KubernetesKinds.Pods.Kind.GroupVersion.OfKind("Binding");

    private static readonly SchemaType Type = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[Kind]];
    private static readonly GroupResource Resource = new("", "pods/binding");

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (PathNames.CheckNamespace(KubernetesKinds.Pods, request.Info) is { } badPath)
        {
            return badPath;
        }

        if (!(await SentObject.ReadUnstoredAsync(request, Type, Kind, cancellationToken).ConfigureAwait(false)).TryGetValue(out var sent, out var error))
        {
            return error;
        }

        return (await BindAsync(request, sent, cancellationToken).ConfigureAwait(false)).WithWarnings(sent.Warnings);
    }

    private async ValueTask<Answer> BindAsync(ApiRequest request, SentObject sent, CancellationToken cancellationToken)
    {
        var binding = sent.Document;
        if (await CheckAsync(request, binding, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        var write = new WriteRequest { Now = request.Now, IsDryRun = sent.Options.IsDryRun };
        var key = new ObjectKey(request.Info.Namespace, binding.Metadata.Name);
        return (await services.Writer.UpdateAsync(
            KubernetesKinds.Pods, key, pod => Bind(pod, binding, request.Now), UpdateScope.System, write, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out _, out var error)
            ? new Answer.Object(201, StatusJson.WriteSuccess(201)) { Format = sent.Format }
            : error;
    }

    private async ValueTask<StatusError?> CheckAsync(ApiRequest request, ObjectDocument binding, CancellationToken cancellationToken)
    {
        var metadata = binding.Metadata;
        if (metadata.Namespace.Length > 0 && metadata.Namespace != request.Info.Namespace)
        {
            return StatusErrors.NamespaceMismatch;
        }

        // The old resource has the pod's name only in the body.
        if (request.Info.Subresource.Length > 0 && metadata.Name != request.Info.Name)
        {
            return StatusErrors.BadRequest("name in URL does not match name in Binding object");
        }

        var asked = new AdmissionRequest
        {
            Operation = AdmissionOperation.Create,
            Resource = new GroupResource("", request.Info.Resource),
            Subresource = request.Info.Subresource,
            Namespace = request.Info.Namespace,
            Name = metadata.Name,
            User = request.User,
            Document = binding,
        };
        if (await services.Admission.AdmitConfirmedAsync(asked, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        var target = binding.EnsureSection("target");
        var errors = new List<FieldError>();
        if (target.GetString("kind") is not ("" or "Node") and var kind)
        {
            errors.Add(FieldError.NotSupported("target.kind", GoText.Quote(kind), "Node", "<empty>"));
        }

        if (target.GetString("name").Length == 0)
        {
            errors.Add(FieldError.Required("target.name", ""));
        }

        return errors.Count == 0 ? null : StatusErrors.Unclassified(FieldError.Join(errors));
    }

    private static Outcome<ObjectDocument> Bind(ObjectDocument pod, ObjectDocument binding, DateTimeOffset now)
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

        SetScheduled(pod.EnsureSection("status"), now);
        return pod;
    }

    private static void SetScheduled(JsonObject status, DateTimeOffset now)
    {
        var conditions = status.GetList("conditions");
        if (conditions is null)
        {
            status["conditions"] = conditions = [];
        }

        var scheduled = conditions.OfType<JsonObject>().FirstOrDefault(condition => condition.GetString("type") == "PodScheduled");
        if (scheduled is null)
        {
            conditions.Add((JsonNode)(scheduled = new JsonObject { ["type"] = "PodScheduled" }));
        }

        scheduled["status"] = "True";
        scheduled["lastTransitionTime"] = Timestamps.Format(now);
    }
}
