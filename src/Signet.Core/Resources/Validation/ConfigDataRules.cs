using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>The validation of the data of secrets and config maps (Kubernetes, <c>pkg/apis/core/validation</c>).</summary>
internal static class ConfigDataRules
{
    /// <summary>The maximum number of bytes of one object's data.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const string WhyImmutable = "field is immutable when `immutable` is set";

    /// <summary>Validates the keys, in order.</summary>
    public static void CheckKeys(string field, JsonObject? data, FieldErrors errors)
    {
        foreach (var key in KeysOf(data))
        {
            foreach (var fault in NameRules.DataKey(key))
            {
                errors.Add(FieldError.Invalid($"{field}[{key}]", key, fault));
            }
        }
    }

    /// <summary>The keys in byte order, so that the order of errors is stable.</summary>
    public static IEnumerable<string> KeysOf(JsonObject? data) =>
        data is null ? [] : data.Select(member => member.Key).Order(StringComparer.Ordinal);

    /// <summary>The data of an immutable object and its <c>immutable</c> field cannot change.</summary>
    public static void CheckImmutable(ObjectDocument updated, ObjectDocument current, ReadOnlySpan<string> fields, FieldErrors errors)
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
            if (!AreEqual(updated.Root.GetObject(field), current.Root.GetObject(field)))
            {
                errors.Add(FieldError.Forbidden(field, WhyImmutable));
            }
        }
    }

    /// <summary>The number of decoded bytes.</summary>
    public static long DecodedLength(string base64)
    {
        var padding = base64.EndsWith("==", StringComparison.Ordinal) ? 2 : base64.EndsWith('=') ? 1 : 0;
        return (base64.Length / 4 * 3L) - padding;
    }

    /// <summary>An empty map equals an absent one.</summary>
    private static bool AreEqual(JsonObject? one, JsonObject? other) =>
        (one?.Count ?? 0) == 0 ? (other?.Count ?? 0) == 0 : JsonNode.DeepEquals(one, other);
}
