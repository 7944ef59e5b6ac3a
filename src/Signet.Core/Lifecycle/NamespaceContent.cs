using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Lifecycle;

/// <summary>What is still in a namespace that ends: how many objects of each kind, how many wait for which finalizer, and what failed.</summary>
/// <param name="ns">The namespace.</param>
/// <param name="age">For how long it has been ending.</param>
internal sealed class NamespaceContent(string ns, TimeSpan age)
{
    private readonly SortedDictionary<string, int> _objects = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _failures = new(StringComparer.Ordinal);

    /// <summary>The namespace.</summary>
    public string Namespace => ns;

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => _objects.Count == 0;

    /// <summary><c>configmaps. has 1 resource instances</c>, or empty.</summary>
    public string Objects => string.Join(", ", _objects.Select(entry => $"{entry.Key} has {entry.Value} resource instances"));

    /// <summary><c>example.test/held in 1 resource instances</c>, or empty.</summary>
    public string Finalizers => string.Join(", ", _finalizers.Select(entry => $"{entry.Key} in {entry.Value} resource instances"));

    /// <summary><c>1 remaining: TEXT, …</c>, or empty.</summary>
    public string Failures => _failures.Count == 0 ? "" : $"{_failures.Count} remaining: {string.Join(", ", _failures)}";

    /// <summary>Counts the objects of one kind whose stored values cannot be read: the namespace has to wait until they are deleted.</summary>
    public void AddUnreadable(ResourceDefinition resource, int count)
    {
        if (count > 0)
        {
            var name = $"{resource.Plural}.{resource.Kind.Group}";
            _objects[name] = _objects.GetValueOrDefault(name) + count;
            _failures.Add($"{count} {resource.Plural} cannot be read");
        }
    }

    /// <summary>Counts the objects of one kind that are still there.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="remaining">The objects.</param>
    /// <param name="failure">Why one of them could not be deleted; null when all were.</param>
    public void Add(ResourceDefinition resource, IReadOnlyList<StoredObject> remaining, string? failure)
    {
        if (remaining.Count == 0)
        {
            return;
        }

        _objects[$"{resource.Plural}.{resource.Kind.Group}"] = remaining.Count;
        var (isExpected, grace) = (false, 0L);
        foreach (var document in remaining.Select(ObjectDocument.From))
        {
            foreach (var finalizer in document.Metadata.Finalizers)
            {
                _finalizers[finalizer] = _finalizers.GetValueOrDefault(finalizer) + 1;
                isExpected = true;
            }

            if (document.Section("status")?.GetString("phase") is not ("Succeeded" or "Failed"))
            {
                grace = Math.Max(grace, document.Section("spec")?.GetInteger("terminationGracePeriodSeconds") ?? 0);
            }
        }

        // Neither a finalizer nor a grace period accounts for them.
        if (failure is null && !isExpected && age.TotalSeconds >= grace)
        {
            failure = $"unexpected items still remain in namespace: {ns} for gvr: {resource.Kind.Group}/{resource.Kind.Version}, Resource={resource.Plural}";
        }

        if (failure is not null)
        {
            _failures.Add(failure);
        }
    }
}
