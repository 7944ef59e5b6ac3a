using System.Collections.Frozen;

namespace Signet.Core.Resources;

/// <summary>All served resources. The one place to ask what a name in a path means.</summary>
public sealed class ResourceRegistry
{
    private readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byName;

    /// <summary>Takes the definitions in the order in which discovery lists them.</summary>
    public ResourceRegistry(IReadOnlyList<ResourceDefinition> definitions)
    {
        All = definitions;
        _byName = definitions.ToFrozenDictionary(d => (d.Kind.Group, d.Kind.Version, d.Plural));
    }

    /// <summary>Every definition.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The definition of a resource in a path, or null when it is not served.</summary>
    public ResourceDefinition? Find(string group, string version, string plural) =>
        _byName.GetValueOrDefault((group, version, plural));
}
