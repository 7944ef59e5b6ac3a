using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Validation;
using Signet.Core.Resources.Writing;
using Signet.Server.Background;
using Signet.Server.Controllers.Pods;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>
/// Deletes a namespace: first its pods, then its other objects, then itself (Kubernetes,
/// <c>pkg/controller/namespace/deletion/namespaced_resources_deleter.go</c>; KEP-5080). While a pod exists, its service account, its
/// secrets and its rights stay. Kubelets end the pods; pods without a kubelet are deleted by <see cref="PodGarbageCollector"/>.
/// </summary>
internal sealed class NamespaceDeletion(
    ObjectView view, [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer, ResourceRegistry registry, TimeProvider time)
{
    /// <summary>The interval of checks: no event of the namespace reports the deletion of its last object.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Continues the deletion, and writes its progress to the namespace's status.</summary>
    public async ValueTask<ReconcileResult> ContinueAsync(StoredObject ns, CancellationToken cancellationToken)
    {
        var content = new NamespaceContent(ns.Key.Name, time.GetUtcNow() - ns.DeletionTimestamp!.Value);
        await RemoveAllAsync(KubernetesKinds.Pods, content, cancellationToken).ConfigureAwait(false);
        foreach (var resource in content.IsEmpty ? registry.Stored : [])
        {
            if (resource.Namespaced)
            {
                await RemoveAllAsync(resource, content, cancellationToken).ConfigureAwait(false);
            }
        }

        var ended = await WriteAsync(ns, content, cancellationToken).ConfigureAwait(false);
        return ended.Error is { Code: 404 } ? ReconcileResult.Done
            : ended.Error is { } error ? ReconcileResult.Retry(error.Message)
            : content.IsEmpty ? ReconcileResult.Done
            : ReconcileResult.RetryAfter(Interval);
    }

    private async ValueTask RemoveAllAsync(ResourceDefinition resource, NamespaceContent content, CancellationToken cancellationToken)
    {
        string? failure = null;
        var remaining = new List<StoredObject>();
        foreach (var found in view[resource].Snapshot.Range(content.Namespace))
        {
            var removed = await RemoveAsync(resource, found, cancellationToken).ConfigureAwait(false);
            if (removed.Error is { Code: not (404 or 409) } error)
            {
                failure = error.Message;
            }

            if (removed.Error is not { Code: 404 } && !(removed.TryGetValue(out var isGone, out _) && isGone))
            {
                remaining.Add(found);
            }
        }

        content.Add(resource, remaining, failure);
        content.AddUnreadable(resource, view.Quarantine.In(resource, content.Namespace).Count);
    }

    /// <summary>
    /// Deletes an object; true when it no longer exists, false while finalizers or a grace period hold it. The content is deleted in any state, so the uid
    /// is the only precondition.
    /// </summary>
    private async ValueTask<Outcome<bool>> RemoveAsync(ResourceDefinition resource, StoredObject found, CancellationToken cancellationToken)
    {
        if (found.DeletionTimestamp is not null)
        {
            return false;
        }

        var request = new DeleteRequest { Now = time.GetUtcNow(), Uid = found.Uid, Propagation = PropagationPolicy.Background };
        var deleted = await writer.DeleteAsync(resource, found.Key, request, cancellationToken).ConfigureAwait(false);
        return deleted.TryGetValue(out var result, out var error) ? result.IsGone : error;
    }

    /// <summary>
    /// Writes what remains to the status, and deletes the namespace when nothing does; conditional on the revision that the content was
    /// read after. A recreated namespace
    /// of that name has content of its own.
    /// </summary>
    private ValueTask<Outcome<WriteResult>> WriteAsync(StoredObject ns, NamespaceContent content, CancellationToken cancellationToken)
    {
        var request = new WriteRequest { Now = time.GetUtcNow() };
        return writer.UpdateAsync(
            KubernetesKinds.Namespaces,
            ns.Key,
            document =>
            {
                if (document.Metadata.ResourceVersion != ns.Revision.ToString())
                {
                    return StatusErrors.Modified(KubernetesKinds.Namespaces.GroupResource, ns.Key.Name);
                }

                NamespaceConditions.Write(document.EnsureSection("status"), content, request.Now);
                if (content.IsEmpty)
                {
                    var spec = document.EnsureSection("spec");
                    spec.SetStrings("finalizers", [.. spec.GetStrings("finalizers").Where(finalizer => finalizer != FinalizerRules.Kubernetes)]);
                }

                return document;
            },
            UpdateScope.System,
            request,
            cancellationToken);
    }
}
