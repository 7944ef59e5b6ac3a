using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>
/// Creates the defaults of every namespace, and completes the deletion of namespaces (Kubernetes,
/// <c>pkg/controller/serviceaccount</c>, <c>pkg/controller/certificates/rootcacertpublisher</c> and <c>pkg/controller/namespace</c>).
/// </summary>
internal sealed class NamespaceController : SupervisedService
{
    /// <summary>Writes of several workers share a commit.</summary>
    private const int Workers = 8;

    private readonly ObjectView _view;
    private readonly NamespaceDefaults _defaults;
    private readonly NamespaceDeletion _deletion;
    private readonly Reconciler<string> _namespaces;

    public NamespaceController(
        ObjectView view, NamespaceDefaults defaults, NamespaceDeletion deletion, TimeProvider time, ILogger<NamespaceController> logger)
    {
        (_view, _defaults, _deletion) = (view, defaults, deletion);
        _namespaces = new Reconciler<string>(Name, ReconcileAsync, new ReconcilerOptions(Workers), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_namespaces];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ConcurrentLoops.RunAsync(
        [
            // Taken first, so that no change between the first reconciliation and the first wait is missed.
            FollowDefaultsAsync,
            token => FollowAsync(KubernetesKinds.Namespaces, key => key.Name, token),
            token => FollowAsync(KubernetesKinds.ServiceAccounts, key => key.Namespace, token),
            token => FollowAsync(KubernetesKinds.ConfigMaps, key => key.Name == RootCertificates.Name ? key.Namespace : null, token),
            _namespaces.RunAsync,
        ],
        stoppingToken);

    private Task FollowAsync(ResourceDefinition resource, Func<ObjectKey, string?> namespaceOf, CancellationToken cancellationToken) =>
        new ResourceFollower(
            _view[resource],
            snapshot =>
            {
                foreach (var found in snapshot.All)
                {
                    Add(namespaceOf(found.Key));
                }
            },
            change => Add(namespaceOf(change.Object.Key))).FollowAsync(cancellationToken);

    /// <summary>Reconciles every namespace when the defaults change.</summary>
    private async Task FollowDefaultsAsync(CancellationToken cancellationToken)
    {
        var changed = _defaults.WaitForChangeAsync(cancellationToken);
        while (true)
        {
            await changed.ConfigureAwait(false);
            changed = _defaults.WaitForChangeAsync(cancellationToken);
            foreach (var found in _view[KubernetesKinds.Namespaces].Snapshot.All)
            {
                _namespaces.Add(found.Key.Name);
            }
        }
    }

    private void Add(string? name)
    {
        if (name is not null)
        {
            _namespaces.Add(name);
        }
    }

    private async ValueTask<ReconcileResult> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_view[KubernetesKinds.Namespaces].Find(new ObjectKey("", name)) is not { } ns)
        {
            return ReconcileResult.Done;
        }

        return ns.DeletionTimestamp is null
            ? await _defaults.EnsureAsync(name, cancellationToken).ConfigureAwait(false)
            : await _deletion.ContinueAsync(ns, cancellationToken).ConfigureAwait(false);
    }
}
