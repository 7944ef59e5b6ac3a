using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Rbac;

/// <summary>
/// Keeps the rules of aggregated cluster roles equal to those that their selectors find. Changes that arrive together are processed
/// together.
/// </summary>
internal sealed class RoleAggregationController : SupervisedService
{
    /// <summary>The key for the search of roles with outdated rules; no role has an empty name.</summary>
    private const string Search = "";

    private readonly ObjectWriter _writer;
    private readonly TimeProvider _time;
    private readonly ResourceCache _roles;
    private readonly Reconciler<string> _lacking;

    public RoleAggregationController(
        ObjectView view,
        [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer,
        TimeProvider time,
        ILogger<RoleAggregationController> logger)
    {
        (_writer, _time, _roles) = (writer, time, view[KubernetesKinds.ClusterRoles]);
        _lacking = new Reconciler<string>(Name, ReconcileAsync, new ReconcilerOptions(Workers: 1), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_lacking];

    /// <summary>Aggregates once before the first request, so that the administrators' roles are complete.</summary>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // A role may aggregate another aggregated role.
        while (FindLacking() is { Count: > 0 } lacking)
        {
            foreach (var name in lacking)
            {
                if (await WriteAsync(name, cancellationToken).ConfigureAwait(false) is not null)
                {
                    // The controller retries.
                    return;
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ConcurrentLoops.RunAsync(
        [new ResourceFollower(_roles, _ => _lacking.Add(Search), _ => _lacking.Add(Search)).FollowAsync, _lacking.RunAsync], stoppingToken);

    private async ValueTask<ReconcileResult> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (name == Search)
        {
            foreach (var found in FindLacking())
            {
                _lacking.Add(found);
            }

            return ReconcileResult.Done;
        }

        return await WriteAsync(name, cancellationToken).ConfigureAwait(false) is { } error ? ReconcileResult.Retry(error.Message) : ReconcileResult.Done;
    }

    /// <summary>The roles whose rules differ from those that their selectors find.</summary>
    private List<string> FindLacking()
    {
        var all = _roles.Snapshot.All;
        return [.. all.Where(role => RoleAggregation.Gather(ObjectDocument.From(role), all) is not null).Select(role => role.Key.Name)];
    }

    /// <summary>
    /// Writes the rules of a role, conditional on its revision and those of the roles that the rules are from: a rule that was removed there
    /// meanwhile must not come back. Returns an error when it has to be retried.
    /// </summary>
    private async ValueTask<StatusError?> WriteAsync(string name, CancellationToken cancellationToken)
    {
        var snapshot = _roles.Snapshot;
        var sources = new HashSet<StoredObject>();
        if (snapshot.Find(new ObjectKey("", name)) is not { } found ||
            RoleAggregation.Gather(ObjectDocument.From(found), snapshot.All, sources) is not { } rules)
        {
            return null;
        }

        var request = new WriteRequest
        {
            Now = _time.GetUtcNow(),
            Guards = [.. sources.Select(source => new Compare(KubernetesKinds.ClusterRoles.StorageKey(source.Key), source.Revision))],
        };
        var written = await _writer.UpdateAsync(
            KubernetesKinds.ClusterRoles,
            found.Key,
            role => role.Metadata.ResourceVersion == found.Revision.ToString()
                ? Aggregate(role, rules)
                : StatusErrors.Modified(KubernetesKinds.ClusterRoles.GroupResource, name),
            UpdateScope.System,
            request,
            cancellationToken).ConfigureAwait(false);
        return written.Error is { Code: not 404 } error ? error : null;
    }

    private static ObjectDocument Aggregate(ObjectDocument role, JsonArray rules)
    {
        role.Root["rules"] = rules.DeepClone();
        KubernetesKinds.ClusterRoles.Strategy.ApplyDefaults(role);
        return role;
    }
}
