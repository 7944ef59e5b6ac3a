using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;

namespace Signet.Core.Tokens;

/// <summary>The object cache as the judge of life and death, for a server that is alone with its store: the cache is never behind.</summary>
public sealed class CachedIdentityObjects(ObjectCache cache) : IIdentityObjects
{
    private readonly ResourceCache _serviceAccounts = cache[KubernetesKinds.ServiceAccounts];
    private readonly ResourceCache _pods = cache[KubernetesKinds.Pods];
    private readonly ResourceCache _secrets = cache[KubernetesKinds.Secrets];
    private readonly ResourceCache _nodes = cache[KubernetesKinds.Nodes];

    /// <inheritdoc/>
    public ValueTask<StoredObject?> FindAsync(IdentityKind kind, ObjectKey key, CancellationToken cancellationToken) => new((kind switch
    {
        IdentityKind.ServiceAccount => _serviceAccounts,
        IdentityKind.Pod => _pods,
        IdentityKind.Secret => _secrets,
        _ => _nodes,
    }).Find(key));
}
