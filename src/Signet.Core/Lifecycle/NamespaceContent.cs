using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Lifecycle;

/// <summary>The remaining content of a terminating namespace: objects by kind, objects by finalizer, and failures.</summary>
/// <param name="ns">The namespace.</param>
/// <param name="age">The time since the deletion of the namespace.</param>
internal sealed class NamespaceContent(string ns, TimeSpan age)
{
    private readonly SortedDictionary<string, int> _objects = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _failures = new(StringComparer.Ordinal);

    public string Namespace => ns;

    public bool IsEmpty => _objects.Count == 0;

    /// <summary><c>configmaps. has 1 resource instances</c>, or empty.</summary>
    public string Objects => string.Join(", ", _objects.Select(entry => $"{entry.Key} has {entry.Value} resource instances"));

    /// <summary><c>example.test/held in 1 resource instances</c>, or empty.</summary>
    public string Finalizers => string.Join(", ", _finalizers.Select(entry => $"{entry.Key} in {entry.Value} resource instances"));

    /// <summary><c>1 remaining: TEXT, …</c>, or empty.</summary>
    public string Failures => _failures.Count == 0 ? "" : $"{_failures.Count} remaining: {string.Join(", ", _failures)}";

    /// <summary>Adds objects whose stored values cannot be read: the namespace waits until they are deleted.</summary>
    public void AddUnreadable(ResourceDefinition resource, int count)
    {
        if (count > 0)
        {
            var name = $"{resource.Plural}.{resource.Kind.Group}";
            _objects[name] = _objects.GetValueOrDefault(name) + count;
            _failures.Add($"{count} {resource.Plural} cannot be read");
        }
    }

    /// <summary>Adds the remaining objects of a kind.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="remaining">The objects.</param>
    /// <param name="failure">The error of a deletion; null if all succeeded.</param>
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

        // Neither finalizers nor grace periods explain the remaining objects.
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
