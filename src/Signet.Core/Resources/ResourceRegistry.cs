using System.Collections.Frozen;
using Signet.Core.Primitives;

namespace Signet.Core.Resources;

/// <summary>All served resources. The one place to ask what a name in a path means.</summary>
public sealed class ResourceRegistry
{
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> _byKind;
    private readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byName;

    /// <summary>Takes the definitions in the order in which discovery lists them.</summary>
    public ResourceRegistry(IReadOnlyList<ResourceDefinition> definitions)
    {
        All = definitions;
        Stored = [.. definitions.Where(definition => definition.Stored == definition)];
        _byKind = definitions.ToFrozenDictionary(d => d.Kind);
        _byName = definitions.ToFrozenDictionary(d => (d.Kind.Group, d.Kind.Version, d.Plural));
    }

    /// <summary>Every definition.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The definitions under which objects are stored: each object is one of exactly one of them.</summary>
    public IReadOnlyList<ResourceDefinition> Stored { get; }

    /// <summary>The definition of a resource in a path, or null when it is not served.</summary>
    public ResourceDefinition? Find(string group, string version, string plural) =>
        _byName.GetValueOrDefault((group, version, plural));

    /// <summary>The definition of a kind in a reference (<c>v1</c>, <c>Secret</c>), or null when it is not served.</summary>
    public ResourceDefinition? FindKind(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return _byKind.GetValueOrDefault(new GroupVersionKind(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind));
    }

    /// <summary>The definition of a kind, or null when objects of that kind are not stored.</summary>
    public ResourceDefinition? Find(GroupVersionKind kind) => _byKind.GetValueOrDefault(kind);
}
