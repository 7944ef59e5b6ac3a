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
            var lacking = all.Where(role => RoleAggregation.Gather(ObjectDocument.From(role), all) is not null).Select(role => role.Key).ToList();
            if (lacking.Count == 0)
            {
                return true;
            }

            foreach (var key in lacking)
            {
                if (!await WriteAsync(key, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }
    }

    private async ValueTask<bool> WriteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            var request = new WriteRequest { Now = time.GetUtcNow() };
            var written = await writer.UpdateAsync(
                KubernetesKinds.ClusterRoles,
                key,
                Aggregate,
                UpdateRules.System,
                request,
                cancellationToken).ConfigureAwait(false);
            if (written.Error is not { Code: not (404 or 409) } error)
            {
                return true;
            }

            Log.AggregationFailed(logger, key.Name, error.Message);
        }
        catch (StoreUnavailableException exception)
        {
            Log.AggregationFailed(logger, key.Name, exception.Message);
        }

        return false;
    }

    private Outcome<ObjectDocument> Aggregate(ObjectDocument role)
    {
        if (RoleAggregation.Gather(role, _roles.Snapshot.All) is { } rules)
        {
            role.Root["rules"] = rules;
            KubernetesKinds.ClusterRoles.Strategy.ApplyDefaults(role);
        }

        return role;
    }
}
