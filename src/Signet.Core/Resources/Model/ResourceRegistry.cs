using System.Collections.Frozen;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Model;

/// <summary>All resources of a server, by name and by kind.</summary>
internal sealed class ResourceRegistry
{
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> _byKind;
    private readonly FrozenDictionary<(GroupVersion Version, string Plural), ResourceDefinition> _byName;

    /// <summary>Takes the definitions in the order of discovery; a group that only has other forms comes after them.</summary>
    /// <exception cref="ArgumentException">Two definitions share a name, a kind or a storage prefix.</exception>
    public ResourceRegistry(IReadOnlyList<ResourceDefinition> definitions, SchemaCatalog schemas)
    {
        Schemas = schemas;
        Stored = definitions;
        All = [.. definitions.Concat(definitions.SelectMany(definition => definition.Forms.Others)).Where(definition => definition.IsServed)];
        _byKind = All.ToDictionary(definition => definition.Kind).ToFrozenDictionary();
        _byName = All.ToDictionary(definition => (definition.Kind.GroupVersion, definition.Plural)).ToFrozenDictionary();
        CheckPrefixes(definitions);
    }

    /// <summary>All served definitions.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The definitions of the stored forms, served or not. Each object belongs to exactly one of them.</summary>
    public IReadOnlyList<ResourceDefinition> Stored { get; }

    /// <summary>The resource of namespaces.</summary>
    /// <exception cref="InvalidOperationException">The registry has none.</exception>
    public ResourceDefinition Namespaces => field ??= Stored.Single(definition => definition.Kind is { Group: "", Kind: "Namespace" });

    /// <summary>The schemas of all kinds.</summary>
    public SchemaCatalog Schemas { get; }

    /// <summary>The definition for a name in a path; null when it is not served.</summary>
    public ResourceDefinition? Find(GroupVersion version, string plural) => _byName.GetValueOrDefault((version, plural));

    /// <summary>The definition for a kind in a reference (<c>v1</c>, <c>Secret</c>); null when it is not served.</summary>
    public ResourceDefinition? FindKind(string apiVersion, string kind) => _byKind.GetValueOrDefault(GroupVersion.Parse(apiVersion).OfKind(kind));

    /// <summary>No storage prefix may begin with that of another kind.</summary>
    private static void CheckPrefixes(IReadOnlyList<ResourceDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            var conflicting = definitions.FirstOrDefault(other =>
                other != definition && other.StoragePrefix.StartsWith(definition.StoragePrefix, StringComparison.Ordinal));
            if (conflicting is not null)
            {
                throw new ArgumentException(
                    $"{definition.GroupResource} and {conflicting.GroupResource} share the storage prefix {definition.StoragePrefix}");
            }
        }
    }
}
