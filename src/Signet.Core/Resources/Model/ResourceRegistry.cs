using System.Collections.Frozen;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Model;

/// <summary>All served resources. The one place to ask what a name in a path means.</summary>
internal sealed class ResourceRegistry
{
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> _byKind;
    private readonly FrozenDictionary<(GroupVersion Version, string Plural), ResourceDefinition> _byName;

    /// <summary>Takes the definitions in the order in which discovery lists their groups; a group that has only other forms comes behind them.</summary>
    /// <exception cref="ArgumentException">Two definitions share a name, a kind or a place in the store.</exception>
    public ResourceRegistry(IReadOnlyList<ResourceDefinition> definitions, SchemaCatalog schemas)
    {
        Schemas = schemas;
        Stored = definitions;
        All = [.. definitions.Concat(definitions.SelectMany(definition => definition.Forms.Others)).Where(definition => definition.IsServed)];
        _byKind = All.ToDictionary(definition => definition.Kind).ToFrozenDictionary();
        _byName = All.ToDictionary(definition => (definition.Kind.GroupVersion, definition.Plural)).ToFrozenDictionary();
        CheckPrefixes(definitions);
    }

    /// <summary>Every served definition.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The definitions in whose form objects are stored, served or not: each object is one of exactly one of them.</summary>
    public IReadOnlyList<ResourceDefinition> Stored { get; }

    /// <summary>The resource of namespaces, in which the objects of namespaced resources are.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ResourceDefinition Namespaces => field ??= Stored.Single(definition => definition.Kind is { Group: "", Kind: "Namespace" });

    /// <summary>The schemas of all kinds.</summary>
    public SchemaCatalog Schemas { get; }

    /// <summary>The definition of a resource in a path, or null when it is not served.</summary>
    public ResourceDefinition? Find(GroupVersion version, string plural) => _byName.GetValueOrDefault((version, plural));

    /// <summary>The definition of a kind in a reference (<c>v1</c>, <c>Secret</c>), or null when it is not served.</summary>
    public ResourceDefinition? FindKind(string apiVersion, string kind) => _byKind.GetValueOrDefault(GroupVersion.Parse(apiVersion).OfKind(kind));

    /// <summary>One kind's keys must not look like another's.</summary>
    private static void CheckPrefixes(IReadOnlyList<ResourceDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            if (definitions.FirstOrDefault(other => other != definition && other.StoragePrefix.StartsWith(definition.StoragePrefix, StringComparison.Ordinal)) is { } other)
            {
                throw new ArgumentException($"{definition.GroupResource} and {other.GroupResource} share the place {definition.StoragePrefix} in the store");
            }
        }
    }
}
