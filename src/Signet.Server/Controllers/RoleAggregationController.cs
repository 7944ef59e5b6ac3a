using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;

namespace Signet.Server.Controllers;

/// <summary>Keeps the rules of aggregated cluster roles at what their selectors find; changes that come together are worked off together.</summary>
public sealed class RoleAggregationController(ObjectCache cache, ObjectWriter writer, TimeProvider time, ILogger<RoleAggregationController> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly ResourceCache _roles = cache[KubernetesKinds.ClusterRoles];

    /// <summary>Gathers once before the first request comes: the administrators' roles shall be whole by then.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await GatherAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var revision = _roles.Snapshot.Revision;
                var watch = _roles.Watch(revision);
                if (!await GatherAsync(stoppingToken).ConfigureAwait(false))
                {
                    await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
                }
                else if (watch is not null)
                {
                    await watch.WaitAsync(stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Writes all roles that lack something, again and again until none does: one may gather from another. False when it has to be tried later.</summary>
    private async ValueTask<bool> GatherAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var all = _roles.Snapshot.All;
            var lacking = all.Where(role => RoleAggregation.Gather(ObjectDocument.From(role), all) is not null).ToList();
            if (lacking.Count == 0)
            {
                return true;
            }

            foreach (var role in lacking)
            {
                if (!await WriteAsync(role, all, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }
    }

    /// <summary>
    /// Writes the rules of a role that is still as it was, as are all roles that the rules are from: a rule that was taken out there
    /// meanwhile does not come back here, not even for a moment. False when it has to be tried later.
    /// </summary>
    private async ValueTask<bool> WriteAsync(StoredObject found, IEnumerable<StoredObject> all, CancellationToken cancellationToken)
    {
        var sources = new HashSet<StoredObject>();
        var rules = RoleAggregation.Gather(ObjectDocument.From(found), all, sources);
        var name = found.Key.Name;
        try
        {
            var request = new WriteRequest
            {
                Now = time.GetUtcNow(),
                Guards = [.. sources.Select(source => new Compare(KubernetesKinds.ClusterRoles.StorageKey(source.Key), source.Revision))],
            };
            var written = await writer.UpdateAsync(
                KubernetesKinds.ClusterRoles,
                found.Key,
                role => role.Metadata.ResourceVersion == found.Revision.ToString()
                    ? Aggregate(role, rules)
                    : StatusErrors.Modified(KubernetesKinds.ClusterRoles.GroupResource, name),
                UpdateRules.System,
                request,
                cancellationToken).ConfigureAwait(false);
            if (written.Error is null or { Code: 404 })
            {
                return true;
            }

            if (written.Error is { Code: not 409 } error)
            {
                Log.AggregationFailed(logger, name, error.Message);
            }
        }
        catch (StoreUnavailableException exception)
        {
            Log.AggregationFailed(logger, name, exception.Message);
        }

        return false;
    }

    private static ObjectDocument Aggregate(ObjectDocument role, JsonArray? rules)
    {
        role.Root["rules"] = rules?.DeepClone();
        KubernetesKinds.ClusterRoles.Strategy.ApplyDefaults(role);
        return role;
    }
}
