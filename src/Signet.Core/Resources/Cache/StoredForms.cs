using Signet.Core.Objects;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>A stored value in every cached form of its kind, or the error of reading it.</summary>
/// <param name="Forms">In the order of <see cref="ResourceCache.Forms"/>; empty when the value cannot be read or does not exist.</param>
/// <param name="Fault">Why the value cannot be read; null when it can.</param>
internal readonly record struct StoredForms(IReadOnlyList<StoredObject> Forms, string? Fault)
{
    public static StoredForms None { get; } = new([], null);

    public static StoredForms Read(ResourceCache cache, StoredValue value) => Read(cache, ObjectCache.KeyOf(value.Key, cache.Definition), value);

    public static StoredForms Read(ResourceCache cache, ObjectKey key, StoredValue value)
    {
        var forms = new StoredObject[cache.Forms.Count];
        for (var form = 0; form < forms.Length; form++)
        {
            if (!TryRead(cache.Forms[form].Definition, key, value, out var read, out var fault))
            {
                return new StoredForms([], fault);
            }

            forms[form] = read!;
        }

        return new StoredForms(forms, null);
    }

    /// <summary>Reads the values of a resource in one form and leaves out those that cannot be read.</summary>
    public static IEnumerable<StoredObject> ReadAll(ResourceDefinition definition, IEnumerable<StoredValue> values)
    {
        foreach (var value in values)
        {
            if (TryRead(definition, ObjectCache.KeyOf(value.Key, definition), value, out var read, out _))
            {
                yield return read!;
            }
        }
    }

    private static bool TryRead(ResourceDefinition definition, ObjectKey key, StoredValue value, out StoredObject? read, out string? fault)
    {
        try
        {
            read = definition.ReadStored(value.Value.Span, value.Modified);
            fault = read.Key == key ? null : "its namespace and name are not those of its key";
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The message of another exception may contain a part of the value.
            (read, fault) = (null, exception is InvalidDataException ? exception.Message : $"it is not a {definition.Kind.Kind} ({exception.GetType().Name})");
        }

        read = fault is null ? read : null;
        return read is not null;
    }
}
