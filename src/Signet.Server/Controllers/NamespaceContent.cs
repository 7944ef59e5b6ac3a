using Signet.Core.Objects;
using Signet.Core.Resources;

namespace Signet.Server.Controllers;

/// <summary>What is still in a namespace that ends: how many objects of each kind, and how many wait for which finalizer.</summary>
internal sealed class NamespaceContent
{
    private readonly SortedDictionary<string, int> _objects = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => _objects.Count == 0;

    /// <summary><c>configmaps. has 1 resource instances</c>, or empty.</summary>
    public string Objects => string.Join(", ", _objects.Select(entry => $"{entry.Key} has {entry.Value} resource instances"));

    /// <summary><c>example.test/held in 1 resource instances</c>, or empty.</summary>
    public string Finalizers => string.Join(", ", _finalizers.Select(entry => $"{entry.Key} in {entry.Value} resource instances"));

    /// <summary>Counts an object that is still there.</summary>
    public void Add(ResourceDefinition resource, StoredObject found)
    {
        Count(_objects, $"{resource.Plural}.{resource.Kind.Group}");
        foreach (var finalizer in ObjectDocument.From(found).Metadata.Finalizers)
        {
            Count(_finalizers, finalizer);
        }
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
