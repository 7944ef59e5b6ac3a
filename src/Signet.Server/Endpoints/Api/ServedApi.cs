using System.Collections.Frozen;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Endpoints.Collections;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Endpoints.Reviews;

namespace Signet.Server.Endpoints.Api;

/// <summary>
/// The served resources by group and version. Dispatch, discovery and the OpenAPI documents are derived from this one value.
/// </summary>
internal sealed class ServedApi
{
    private readonly FrozenDictionary<string, ServedGroup> _byName;

    /// <summary>Groups resources by group and version.</summary>
    /// <param name="registry">The stored resources.</param>
    /// <param name="others">The resources that are not stored; the groups of those that are not subresources come first.</param>
    public ServedApi(ResourceRegistry registry, IReadOnlyList<VirtualResource> others)
    {
        Registry = registry;
        var versions = others.Where(other => !other.IsSubresource).Select(other => other.Version)
            .Concat(registry.All.Select(resource => resource.Kind.GroupVersion))
            .Distinct()
            .ToList();
        var groups = versions.GroupBy(version => version.Group, StringComparer.Ordinal).Select(group => new ServedGroup(
            group.Key,
            [
                .. group.OrderBy(version => version.Version, ApiVersionOrder.PreferredFirst).Select(version => new ServedVersion(
                    version,
                    [.. registry.All.Where(resource => resource.Kind.GroupVersion == version)],
                    [.. others.Where(other => other.Version == version)])),
            ])).ToList();
        _byName = groups.ToFrozenDictionary(group => group.Name, StringComparer.Ordinal);
        Core = _byName[""];
        Groups = [.. groups.Where(group => group != Core).OrderBy(group => !IsOfKubernetes(group.Name))];
    }

    /// <summary>The stored resources.</summary>
    public ResourceRegistry Registry { get; }

    /// <summary>The core group, at <c>/api</c>.</summary>
    public ServedGroup Core { get; }

    /// <summary>The other groups, at <c>/apis</c>, in the order of discovery.</summary>
    public IReadOnlyList<ServedGroup> Groups { get; }

    /// <summary>The API of a server with these stored resources and all others.</summary>
    public static ServedApi Of(ResourceRegistry registry) => new(
        registry,
        [
            .. EmptyCollection.All.Where(collection => collection.IsDiscoverable).Select(collection => collection.Resource),
            .. registry.All.SelectMany(resource => resource.Subresources.Select(part => new VirtualResource(
                resource.Kind.GroupVersion, $"{resource.Plural}/{part.Name}", "", resource.Namespaced, resource.Kind, part.Verbs))),
            new(BindingEndpoint.Kind.GroupVersion, "pods/binding", "", true, BindingEndpoint.Kind, ["create"]),
            new(KubernetesKinds.ServiceAccounts.Kind.GroupVersion, "serviceaccounts/token", "", true, TokenRequestNames.GroupVersionKind, ["create"]),
            .. ReviewEndpoints.Resources,
        ]);

    /// <summary>A group by its name, or null.</summary>
    public ServedGroup? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Kubernetes' own groups have a higher priority than other groups.</summary>
    private static bool IsOfKubernetes(string group) => !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal);
}
