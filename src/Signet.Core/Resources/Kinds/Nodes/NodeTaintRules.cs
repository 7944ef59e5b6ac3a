using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Nodes;

/// <summary>The validation of a node's taints (Kubernetes, <c>pkg/apis/core/validation</c> validateNodeTaints).</summary>
internal static class NodeTaintRules
{
    /// <summary>The path in Kubernetes' error texts, although the field is <c>spec.taints</c>.</summary>
    private const string Field = "metadata.taints";

    public static void Check(JsonObject spec, FieldErrors errors)
    {
        var seen = new HashSet<(string Key, string Effect)>();
        var index = 0;
        foreach (var taint in spec.GetList("taints")?.OfType<JsonObject>() ?? [])
        {
            CheckOne($"{Field}[{index++}]", taint, seen, errors);
        }
    }

    private static void CheckOne(string path, JsonObject taint, HashSet<(string Key, string Effect)> seen, FieldErrors errors)
    {
        var (key, value, effect) = (taint.GetString("key"), taint.GetString("value"), taint.GetString("effect"));
        foreach (var fault in NameRules.QualifiedName(key))
        {
            errors.Add(FieldError.Invalid(path + ".key", key, fault));
        }

        if (NameRules.LabelValue(value) is { Count: > 0 } faults)
        {
            errors.Add(FieldError.Invalid(path + ".value", value, string.Join(';', faults)));
        }

        if (effect.Length == 0)
        {
            errors.Add(FieldError.Required(path + ".effect", ""));
        }
        else if (effect is not ("NoSchedule" or "PreferNoSchedule" or "NoExecute"))
        {
            errors.Add(FieldError.NotSupported(path + ".effect", GoText.Quote(effect), "NoSchedule", "PreferNoSchedule", "NoExecute"));
        }

        if (!seen.Add((key, effect)))
        {
            var added = taint.GetString("timeAdded") is { Length: > 0 } time ? time : null;
            var shown = GoValue.Struct(("Key", key), ("Value", value), ("Effect", effect), ("TimeAdded", added));
            errors.Add(FieldError.DuplicateText(path, shown, "taints must be unique by key and effect pair"));
        }
    }
}
