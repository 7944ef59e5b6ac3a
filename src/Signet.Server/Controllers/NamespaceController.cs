using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>
/// Gives every namespace its default service account and its root certificates, and ends those that are being deleted once their content is gone
/// (Kubernetes, <c>pkg/controller/serviceaccount</c> and <c>pkg/controller/namespace</c>).
/// </summary>
public sealed class NamespaceController(
    ObjectCache cache, DefaultServiceAccount defaults, RootCertificates certificates, NamespaceDeletion deletion,
    TimeProvider time, ILogger<NamespaceController> logger)
    : BackgroundService
{
    /// <summary>Writes of several workers share a commit.</summary>
    private const int Workers = 8;

    private readonly WorkQueue<string> _namespaces = new(time, (name, exception) => Log.NamespaceFaulted(logger, exception, name));

    /// <summary>Reconciles every namespace again: the CA certificates for clients have changed.</summary>
    public void ReconcileAll()
    {
        foreach (var found in cache[KubernetesKinds.Namespaces].Snapshot.All)
        {
            _namespaces.Add(found.Key.Name);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                FollowAsync(KubernetesKinds.Namespaces, key => key.Name, stoppingToken),
                FollowAsync(KubernetesKinds.ServiceAccounts, key => key.Namespace, stoppingToken),
                FollowAsync(KubernetesKinds.ConfigMaps, key => key.Name == RootCertificates.Name ? key.Namespace : null, stoppingToken),
                _namespaces.RunAsync(Workers, WorkAsync, stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private Task FollowAsync(ResourceDefinition resource, Func<ObjectKey, string?> namespaceOf, CancellationToken cancellationToken) =>
        new ResourceFollower(
            cache[resource],
            snapshot =>
            {
                foreach (var found in snapshot.All)
                {
                    Add(namespaceOf(found.Key));
                }
            },
            change => Add(namespaceOf(change.Object.Key))).FollowAsync(cancellationToken);

    private void Add(string? name)
    {
        if (name is not null)
        {
            _namespaces.Add(name);
        }
    }

    private async ValueTask<bool> WorkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await ReconcileAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            Log.NamespaceFailed(logger, name, exception.Message);
            return false;
        }
    }

    private async ValueTask<bool> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (cache[KubernetesKinds.Namespaces].Find(new ObjectKey("", name)) is not { } ns)
        {
            return true;
        }

        return ns.DeletionTimestamp is null
            ? await defaults.EnsureAsync(name, cancellationToken).ConfigureAwait(false) &
                await certificates.EnsureAsync(name, cancellationToken).ConfigureAwait(false)
            : await deletion.ContinueAsync(ns, cancellationToken).ConfigureAwait(false);
    }
}
