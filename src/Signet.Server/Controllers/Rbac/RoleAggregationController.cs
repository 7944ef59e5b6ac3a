using System.Text.Json.Nodes;
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

/// <summary>Keeps the rules of aggregated cluster roles at what their selectors find; changes that come together are worked off together.</summary>
internal sealed class RoleAggregationController : SupervisedService
{
    /// <summary>No role has this name: it stands for the search of roles that lack rules.</summary>
    private const string Search = "";

    private readonly ObjectWriter _writer;
    private readonly TimeProvider _time;
    private readonly ResourceCache _roles;
    private readonly Reconciler<string> _lacking;

    /// <summary>A controller of all cluster roles in the cache.</summary>
    public RoleAggregationController(ObjectView view, ObjectWriter writer, TimeProvider time, ILogger<RoleAggregationController> logger)
    {
        (_writer, _time, _roles) = (writer, time, view[KubernetesKinds.ClusterRoles]);
        _lacking = new Reconciler<string>(Name, ReconcileAsync, new ReconcilerOptions(Workers: 1), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_lacking];

    /// <summary>Gathers once before the first request comes: the administrators' roles shall be whole by then.</summary>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // One role may gather from another.
        while (FindLacking() is { Count: > 0 } lacking)
        {
            foreach (var name in lacking)
            {
                if (await WriteAsync(name, cancellationToken).ConfigureAwait(false) is not null)
                {
                    // The controller tries it again.
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

    /// <summary>The roles whose rules are not those that their selectors find.</summary>
    private List<string> FindLacking()
    {
        var all = _roles.Snapshot.All;
        return [.. all.Where(role => RoleAggregation.Gather(ObjectDocument.From(role), all) is not null).Select(role => role.Key.Name)];
    }

    /// <summary>
    /// Writes the rules of a role that is still as it was, as are all roles that the rules are from: a rule that was taken out there
    /// meanwhile does not come back here, not even for a moment. An error when it has to be tried again.
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
