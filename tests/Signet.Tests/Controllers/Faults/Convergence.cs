using Signet.Core.Access.Rbac;
using Signet.Core.Admission.Events;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Server.Controllers.Namespaces;

namespace Signet.Tests.Controllers.Faults;

/// <summary>The remaining work of the controllers.</summary>
internal static class Convergence
{
    /// <summary>Describes every object that is not in its desired state.</summary>
    public static IEnumerable<string> FindOpen(ObjectCache cache, string bundle, EventRetention events)
    {
        foreach (var ns in cache[KubernetesKinds.Namespaces].Snapshot.All)
        {
            var name = ns.Key.Name;
            if (ns.DeletionTimestamp is not null)
            {
                yield return $"namespace {name} is still being deleted";
                continue;
            }

            if (cache[KubernetesKinds.ServiceAccounts].Find(new ObjectKey(name, "default")) is null)
            {
                yield return $"namespace {name} has no default account";
            }

            if (cache[KubernetesKinds.ConfigMaps].Find(new ObjectKey(name, RootCertificates.Name)) is not { } map ||
                ObjectDocument.From(map).Section("data")?.GetString("ca.crt") != bundle)
            {
                yield return $"namespace {name} has not the CA bundle";
            }
        }

        var stored = ServedKinds.Registry.Stored.SelectMany(resource => cache[resource].Snapshot.All).ToList();
        var uids = stored.Select(found => found.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var found in stored.Where(found => found.Owners.Any(owner => !uids.Contains(owner.Uid))))
        {
            yield return $"{found.Key} has an owner that is gone";
        }

        foreach (var pod in cache[KubernetesKinds.Pods].Snapshot.All.Where(pod => pod.Pod!.NodeName.Length > 0))
        {
            yield return $"pod {pod.Key} is bound to a node that does not exist";
        }

        var roles = cache[KubernetesKinds.ClusterRoles].Snapshot.All;
        foreach (var role in roles.Where(role => RoleAggregation.Gather(ObjectDocument.From(role), roles) is not null))
        {
            yield return $"cluster role {role.Key.Name} lacks rules";
        }

        if (cache[KubernetesKinds.Events].Snapshot.Count > events.MaxCount)
        {
            yield return $"{cache[KubernetesKinds.Events].Snapshot.Count} events are stored";
        }
    }
}
