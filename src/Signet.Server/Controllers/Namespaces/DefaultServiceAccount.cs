using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>The account of pods that name none. Made again when it is deleted.</summary>
internal sealed class DefaultServiceAccount(ObjectView view, ObjectWriter writer, TimeProvider time)
{
    private const string Name = "default";

    /// <summary>Makes it if it is not there; returns why that failed.</summary>
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

        // The namespace has gone, or the account was there already.
        return created.Error is { Code: not (404 or 409) } error ? error : null;
    }
}
