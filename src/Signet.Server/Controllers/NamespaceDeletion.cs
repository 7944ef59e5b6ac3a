using Signet.Core.Objects;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Validation;
using Signet.Core.Resources.Writing;

namespace Signet.Server.Controllers;

/// <summary>
/// Ends a namespace: first its content, then itself. Pods get their grace period; who still has not ended them when it is over
/// never will, and they are removed.
/// </summary>
public sealed class NamespaceDeletion(ObjectCache cache, ObjectWriter writer, ResourceRegistry registry, TimeProvider time)
{
    /// <summary>Goes on with it, and tells in its status how far it is; false when it has to be tried again.</summary>
    public async ValueTask<bool> ContinueAsync(string ns, CancellationToken cancellationToken)
    {
        var content = new NamespaceContent();
        foreach (var resource in registry.Stored)
        {
            if (resource.Namespaced)
            {
                foreach (var found in cache[resource].Snapshot.Range(ns))
                {
                    if (!await RemoveAsync(resource, found, cancellationToken).ConfigureAwait(false))
                    {
                        content.Add(resource, found);
                    }
                }
            }
        }

        var request = new WriteRequest { Now = time.GetUtcNow() };
        var ended = await writer.UpdateAsync(
            KubernetesKinds.Namespaces,
            new ObjectKey("", ns),
            document =>
            {
                if (!document.Metadata.IsBeingDeleted)
                {
                    // It has ended meanwhile, and been made anew.
                    return document;
                }

                NamespaceConditions.Write(document.EnsureSection("status"), content, request.Now);
                if (content.IsEmpty)
                {
                    var spec = document.EnsureSection("spec");
                    spec.SetTexts("finalizers", [.. spec.GetTexts("finalizers").Where(finalizer => finalizer != FinalizerRules.Kubernetes)]);
                }

                return document;
            },
            UpdateRules.System,
            request,
            cancellationToken).ConfigureAwait(false);
        return content.IsEmpty && ended.Error is null or { Code: 404 };
    }

    /// <summary>Removes an object, or begins to; true when it is gone.</summary>
    private async ValueTask<bool> RemoveAsync(ResourceDefinition resource, StoredObject found, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isOverdue = found.DeletionTimestamp is { } until && until <= now;
        if (found.DeletionTimestamp is not null && !isOverdue)
        {
            return false;
        }

        var request = new DeleteRequest { Now = now, Uid = found.Uid, GracePeriodSeconds = isOverdue ? 0 : null };
        var deleted = await writer.DeleteAsync(resource, found.Key, request, cancellationToken).ConfigureAwait(false);
        return deleted.TryGetValue(out var result, out var error) ? result.IsGone : error.Code == 404;
    }
}
