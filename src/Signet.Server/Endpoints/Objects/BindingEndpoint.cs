using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Kinds.Pods;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>POST …/pods/NAME/binding</c>, and the older <c>POST …/bindings</c>: assigns a pod to a node (<see cref="PodBinding"/>).</summary>
internal sealed class BindingEndpoint(ObjectServices services) : IEndpoint
{
    /// <summary>The kind in the request body.</summary>
    internal static readonly GroupVersionKind Kind = KubernetesKinds.Pods.Kind.GroupVersion.OfKind("Binding");

    private static readonly SchemaType Type = SchemaCatalog.Kubernetes[SchemaCatalog.Kubernetes.Kinds[Kind]];

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (PathNames.CheckNamespace(KubernetesKinds.Pods, request.Info) is { } badPath)
        {
            return badPath;
        }

        if (!(await ReceivedObject.ReadUnstoredAsync(request, Type, Kind, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out var received, out var error))
        {
            return error;
        }

        return (await BindAsync(request, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> BindAsync(ApiRequest request, ReceivedObject received, CancellationToken cancellationToken)
    {
        var binding = received.Document;
        if (await CheckAsync(request, binding, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        var write = new WriteRequest { Now = request.Now, IsDryRun = received.Options.IsDryRun };
        var key = new ObjectKey(request.Info.Namespace, binding.Metadata.Name);
        return (await services.Writer.UpdateAsync(
            KubernetesKinds.Pods, key, pod => PodBinding.Apply(pod, binding, request.Now), UpdateScope.System, write, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out _, out var error)
            ? new Answer.Object(201, StatusJson.WriteSuccess(201)) { Format = received.Format }
            : error;
    }

    private async ValueTask<StatusError?> CheckAsync(ApiRequest request, ObjectDocument binding, CancellationToken cancellationToken)
    {
        var metadata = binding.Metadata;
        if (metadata.Namespace.Length > 0 && metadata.Namespace != request.Info.Namespace)
        {
            return StatusErrors.NamespaceMismatch;
        }

        // The path of the older resource does not have the pod's name.
        if (request.Info.Subresource.Length > 0 && metadata.Name != request.Info.Name)
        {
            return StatusErrors.BadRequest("name in URL does not match name in Binding object");
        }

        var admissionRequest = new AdmissionRequest
        {
            Operation = AdmissionOperation.Create,
            Resource = new GroupResource("", request.Info.Resource),
            Subresource = request.Info.Subresource,
            Namespace = request.Info.Namespace,
            Name = metadata.Name,
            User = request.User,
            Document = binding,
        };
        if (await services.Admission.AdmitConfirmedAsync(admissionRequest, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        var errors = PodBinding.Validate(binding);
        return errors.Count == 0 ? null : StatusErrors.Unclassified(FieldError.Join(errors));
    }
}
