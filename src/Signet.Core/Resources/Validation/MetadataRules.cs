using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>The validation of the metadata of every object (apimachinery, <c>pkg/api/validation/objectmeta.go</c>).</summary>
internal static class MetadataRules
{
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>Validates the metadata of a new object.</summary>
    /// <param name="namespaced">Whether the resource is namespaced.</param>
    /// <param name="nameRule">The rule for the kind's names.</param>
    public static void Check(ObjectMeta metadata, bool namespaced, Func<string, IReadOnlyList<string>> nameRule, FieldErrors errors)
    {
        CheckName(metadata, nameRule, errors);
        if (namespaced)
        {
            if (metadata.Namespace.Length == 0)
            {
                errors.Add(FieldError.Required("metadata.namespace", ""));
            }
            else
            {
                AddAll("metadata.namespace", metadata.Namespace, NameRules.Label(metadata.Namespace), errors);
            }
        }
        else if (metadata.Namespace.Length > 0)
        {
            errors.Add(FieldError.Forbidden("metadata.namespace", "not allowed on this type"));
        }

        CheckShared(metadata, errors);
    }

    /// <summary>Validates the metadata of an update, and that immutable metadata has not changed.</summary>
    public static void CheckUpdate(ObjectMeta updated, ObjectMeta current, FieldErrors errors)
    {
        CheckUnchanged("metadata.name", updated.Name, current.Name, errors);
        CheckUnchanged("metadata.namespace", updated.Namespace, current.Namespace, errors);
        CheckUnchanged("metadata.uid", updated.Uid, current.Uid, errors);
        CheckUnchanged("metadata.creationTimestamp", updated.CreationTimestamp, current.CreationTimestamp, errors);
        CheckUnchanged("metadata.deletionTimestamp", updated.DeletionTimestamp, current.DeletionTimestamp, errors);
        if (updated.DeletionGracePeriodSeconds != current.DeletionGracePeriodSeconds)
        {
            errors.Add(FieldError.Immutable("metadata.deletionGracePeriodSeconds", Print(updated.DeletionGracePeriodSeconds)));
        }

        if (updated.Generation is { } generation && generation < (current.Generation ?? 0))
        {
            errors.Add(FieldError.Invalid("metadata.generation", generation, "must not be decremented"));
        }

        if (current.IsBeingDeleted)
        {
            CheckNoNewFinalizers(updated, current, errors);
        }

        CheckShared(updated, errors);
    }

    private static void CheckName(ObjectMeta metadata, Func<string, IReadOnlyList<string>> nameRule, FieldErrors errors)
    {
        if (metadata.GenerateName.Length > 0)
        {
            // A generated name continues the prefix, so a dash at its end is valid.
            var prefix = metadata.GenerateName.EndsWith('-') ? metadata.GenerateName[..^1] + "a" : metadata.GenerateName;
            AddAll("metadata.generateName", metadata.GenerateName, nameRule(prefix), errors);
        }

        if (metadata.Name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else
        {
            AddAll("metadata.name", metadata.Name, nameRule(metadata.Name), errors);
        }
    }

    private static void CheckShared(ObjectMeta metadata, FieldErrors errors)
    {
        if (metadata.Generation < 0)
        {
            errors.Add(FieldError.Invalid("metadata.generation", metadata.Generation.Value, "must be greater than or equal to 0"));
        }

        foreach (var (key, value) in Sorted(metadata.Labels))
        {
            AddAll("metadata.labels", key, NameRules.QualifiedName(key), errors);
            AddAll("metadata.labels", value, NameRules.LabelValue(value), errors);
            if (errors.IsFull)
            {
                break;
            }
        }

        CheckAnnotations(metadata.Annotations, errors);
        OwnerReferenceRules.Check(metadata.OwnerReferences, errors);
        FinalizerRules.Check("metadata.finalizers", metadata.Finalizers, errors);
    }

    private static void CheckAnnotations(JsonObject? annotations, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in Sorted(annotations))
        {
            // The prefix of an annotation may have letters of either case.
            AddAll("metadata.annotations", key, NameRules.QualifiedName(key.ToLowerInvariant()), errors);
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
            if (errors.IsFull)
            {
                break;
            }
        }

        if (size > MaxAnnotationBytes)
        {
            errors.Add(FieldError.TooLong("metadata.annotations", MaxAnnotationBytes));
        }
    }

    private static void CheckNoNewFinalizers(ObjectMeta updated, ObjectMeta current, FieldErrors errors)
    {
        var added = new SortedSet<string>(updated.Finalizers, StringComparer.Ordinal);
        added.ExceptWith(current.Finalizers);
        if (added.Count > 0)
        {
            var list = string.Join(", ", added.Select(GoText.Quote));
            errors.Add(FieldError.Forbidden(
                "metadata.finalizers",
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}"));
        }
    }

    private static void CheckUnchanged(string field, string updated, string current, FieldErrors errors)
    {
        if (!string.Equals(updated, current, StringComparison.Ordinal))
        {
            errors.Add(FieldError.Immutable(field, updated.Length == 0 && field.EndsWith("Timestamp", StringComparison.Ordinal)
                ? "null"
                : GoText.Quote(updated)));
        }
    }

    private static void AddAll(string field, string value, IReadOnlyList<string> faults, FieldErrors errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldError.Invalid(field, value, fault));
        }
    }

    /// <summary>The entries of a map of strings, sorted by key, so that the order of errors is stable.</summary>
    private static IEnumerable<(string Key, string Value)> Sorted(JsonObject? map) => map is null
        ? []
        : map.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => (member.Key, member.Value?.GetValue<string>() ?? ""));

    private static string Print(long? number) => number is { } value ? GoNumber(value) : "null";

    private static string GoNumber(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
