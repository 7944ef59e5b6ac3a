using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>The service account <c>default</c> of a namespace. Created again when it is deleted.</summary>
internal sealed class DefaultServiceAccount(ObjectView view, [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer, TimeProvider time)
{
    private const string Name = "default";

    /// <summary>Creates the account if it is missing; returns the failure, or null.</summary>
    public async ValueTask<StatusError?> EnsureAsync(string ns, CancellationToken cancellationToken)
    {
        if (view[KubernetesKinds.ServiceAccounts].Find(new ObjectKey(ns, Name)) is not null)
        {
            return null;
        }

        var document = new ObjectDocument([]);
        document.Metadata.Name = Name;
        document.Metadata.Namespace = ns;
        var request = new WriteRequest { Now = time.GetUtcNow(), Admit = (_, _, _) => new(LiveNamespaces.RefuseWhenEnding(view, ns)) };
        var created = await writer.CreateAsync(KubernetesKinds.ServiceAccounts, document, request, cancellationToken).ConfigureAwait(false);

        // The namespace has been deleted, or the account exists.
        return created.Error is { Code: not (404 or 409) } error ? error : null;
    }
}
