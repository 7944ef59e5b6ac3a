using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Tokens.Identity;

/// <summary>Reads from the object cache while it is current enough.</summary>
internal sealed class CachedIdentityObjects(ObjectView view) : IIdentityObjects
{
    private readonly ResourceCache _serviceAccounts = view[KubernetesKinds.ServiceAccounts];
    private readonly ResourceCache _pods = view[KubernetesKinds.Pods];
    private readonly ResourceCache _secrets = view[KubernetesKinds.Secrets];
    private readonly ResourceCache _nodes = view[KubernetesKinds.Nodes];

    /// <inheritdoc/>
    public Revision Revision => view.Revision;

    /// <inheritdoc/>
    public ValueTask EnsureCurrentAsync(CancellationToken cancellationToken) => view.EnsureCurrentAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask EnsureIssuableAsync(CancellationToken cancellationToken) => view.EnsureIssuableAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredObject?> FindAsync(IdentityKind kind, ObjectKey key, CancellationToken cancellationToken)
    {
        var cache = CacheOf(kind);
        return view.IsCurrentEnough ? new(cache.Find(key)) : FindCurrentAsync(cache, key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ConfirmAsync(Revision decidedAt, CancellationToken cancellationToken) => view.ConfirmAsync(decidedAt, cancellationToken);

    /// <inheritdoc/>
    public StatusError? FindError(IdentityKind kind, ObjectKey key) =>
        view.Quarantine.Find(CacheOf(kind).Definition, key) is { } found ? StatusErrors.Unreadable(found.StorageKey, found.Revision) : null;

    private async ValueTask<StoredObject?> FindCurrentAsync(ResourceCache cache, ObjectKey key, CancellationToken cancellationToken)
    {
        await view.EnsureCurrentAsync(cancellationToken).ConfigureAwait(false);
        return cache.Find(key);
    }

    private ResourceCache CacheOf(IdentityKind kind) => kind switch
    {
        IdentityKind.ServiceAccount => _serviceAccounts,
        IdentityKind.Pod => _pods,
        IdentityKind.Secret => _secrets,
        _ => _nodes,
    };
}
