using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Config maps (Kubernetes, <c>pkg/registry/core/configmap</c>, <c>pkg/apis/core/validation</c> ValidateConfigMap).</summary>
internal static class ConfigMapStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        Table = KubernetesTables.ConfigMaps,
        Traits = new() { AnswersDeletedObject = false },
        Create = new() { Validate = Validate },
        Update = new() { Validate = ValidateUpdate },
    };

    private static void Validate(ObjectDocument created, FieldErrors errors)
    {
        var texts = created.Root.GetObject("data");
        var bytes = created.Root.GetObject("binaryData");
        ConfigDataRules.CheckKeys("data", texts, errors);
        foreach (var key in ConfigDataRules.KeysOf(texts))
        {
            if (bytes?.ContainsKey(key) == true)
            {
                errors.Add(FieldError.Invalid($"data[{key}]", key, "duplicate of key present in binaryData"));
            }
        }

        ConfigDataRules.CheckKeys("binaryData", bytes, errors);
        if (Size(texts, Encoding.UTF8.GetByteCount) + Size(bytes, ConfigDataRules.DecodedLength) > ConfigDataRules.MaxBytes)
        {
            // The limit applies to both maps together; Kubernetes reports it without a field.
            errors.Add(FieldError.TooLong("[]", ConfigDataRules.MaxBytes));
        }
    }

    private static void ValidateUpdate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        ConfigDataRules.CheckImmutable(updated, current, ["data", "binaryData"], errors);
        Validate(updated, errors);
    }

    private static long Size(JsonObject? data, Func<string, long> lengthOf)
    {
        var size = 0L;
        foreach (var (_, value) in data ?? [])
        {
            size += lengthOf(value?.GetValue<string>() ?? "");
        }

        return size;
    }

    private static long Size(JsonObject? data, Func<string, int> lengthOf) => Size(data, value => (long)lengthOf(value));
}
