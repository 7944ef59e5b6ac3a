using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>
/// Gives every namespace its default service account, and ends those that are being deleted once their content is gone
/// (Kubernetes, <c>pkg/controller/serviceaccount</c> and <c>pkg/controller/namespace</c>).
/// </summary>
public sealed class NamespaceController(
    ObjectCache cache, DefaultServiceAccount defaults, NamespaceDeletion deletion, TimeProvider time, ILogger<NamespaceController> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<string> _namespaces = Channel.CreateUnbounded<string>();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                FollowAsync(cache[KubernetesKinds.Namespaces], key => key.Name, stoppingToken),
                FollowAsync(cache[KubernetesKinds.ServiceAccounts], key => key.Namespace, stoppingToken),
                WorkAsync(stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task FollowAsync(ResourceCache followed, Func<ObjectKey, string> namespaceOf, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = followed.Snapshot;
            if (followed.Watch(snapshot.Revision) is not { } watch)
            {
                continue;
            }

            foreach (var found in snapshot.All)
            {
                _namespaces.Writer.TryWrite(namespaceOf(found.Key));
            }

            var isExpired = false;
            while (!isExpired)
            {
                if (watch.TryRead(out var change, out isExpired))
                {
                    _namespaces.Writer.TryWrite(namespaceOf(change!.Object.Key));
                }
                else if (!isExpired)
                {
                    await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in _namespaces.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var isDone = false;
            try
            {
                isDone = await ReconcileAsync(name, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreUnavailableException exception)
            {
                Log.NamespaceFailed(logger, name, exception.Message);
            }

            if (!isDone)
            {
                _ = RetryLaterAsync(name, cancellationToken);
            }
        }
    }

    private async ValueTask<bool> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (cache[KubernetesKinds.Namespaces].Find(new ObjectKey("", name)) is not { } ns)
        {
            return true;
        }

        return ns.DeletionTimestamp is null
            ? await defaults.EnsureAsync(name, cancellationToken).ConfigureAwait(false)
            : await deletion.ContinueAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task RetryLaterAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _namespaces.Writer.TryWrite(name);
    }
}
