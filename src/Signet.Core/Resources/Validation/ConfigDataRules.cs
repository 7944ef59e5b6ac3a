using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>What holds for the data of secrets and config maps alike (Kubernetes, <c>pkg/apis/core/validation</c>).</summary>
internal static class ConfigDataRules
{
    /// <summary>The most bytes that one object's data may have.</summary>
    public const int Maximum = 1024 * 1024;

    private const string WhyImmutable = "field is immutable when `immutable` is set";

    /// <summary>Checks the form of the keys, in their order.</summary>
    public static void CheckKeys(string field, JsonObject? data, List<FieldError> errors)
    {
        foreach (var key in KeysOf(data))
        {
            foreach (var fault in NameRules.DataKey(key))
            {
                errors.Add(FieldError.Invalid($"{field}[{key}]", key, fault));
            }
        }
    }

    /// <summary>The keys in the order of their bytes, so that several faults come in a steady order.</summary>
    public static IEnumerable<string> KeysOf(JsonObject? data) =>
        data is null ? [] : data.Select(member => member.Key).Order(StringComparer.Ordinal);

    /// <summary>What is marked as immutable stays as it is, mark and data.</summary>
    public static void CheckImmutable(ObjectDocument updated, ObjectDocument current, ReadOnlySpan<string> fields, List<FieldError> errors)
    {
        if (current.Root.GetBoolean("immutable") != true)
        {
            return;
        }

        if (updated.Root.GetBoolean("immutable") != true)
        {
            errors.Add(FieldError.Forbidden("immutable", WhyImmutable));
        }

        foreach (var field in fields)
        {
            if (!SameMap(updated.Root.GetObject(field), current.Root.GetObject(field)))
            {
                errors.Add(FieldError.Forbidden(field, WhyImmutable));
            }
        }
    }

    /// <summary>How many bytes base64 stands for.</summary>
    public static long DecodedLength(string base64)
    {
        var padding = base64.EndsWith("==", StringComparison.Ordinal) ? 2 : base64.EndsWith('=') ? 1 : 0;
        return (base64.Length / 4 * 3L) - padding;
    }

    /// <summary>An empty map is none.</summary>
    private static bool SameMap(JsonObject? one, JsonObject? other) =>
        (one?.Count ?? 0) == 0 ? (other?.Count ?? 0) == 0 : JsonNode.DeepEquals(one, other);
}
