using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>
/// The validation of label keys and values in a pod's scheduling constraints (Kubernetes, <c>pkg/apis/core/validation</c> ValidatePodSpec).
/// </summary>
internal static class PodSchedulingRules
{
    public static void CheckNodeSelector(JsonObject spec, FieldErrors errors)
    {
        foreach (var (key, value) in (spec.GetObject("nodeSelector") ?? []).OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            AddAll("spec.nodeSelector", key, NameRules.QualifiedName(key), errors);
            var text = value?.GetValue<string>() ?? "";
            AddAll("spec.nodeSelector", text, NameRules.LabelValue(text), errors);
        }
    }

    public static void CheckAffinity(JsonObject spec, FieldErrors errors)
    {
        const string Required = "requiredDuringSchedulingIgnoredDuringExecution", Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        if (spec.GetObject("affinity") is not { } affinity)
        {
            return;
        }

        if (affinity.GetObject("nodeAffinity") is { } nodes)
        {
            const string Path = "spec.affinity.nodeAffinity.";
            if (nodes.GetObject(Required) is { } selector)
            {
                var terms = ItemsOf(selector, "nodeSelectorTerms");
                if (terms.Count == 0)
                {
                    errors.Add(FieldError.Required($"{Path}{Required}.nodeSelectorTerms", "must have at least one node selector term"));
                }

                ForEach(terms, $"{Path}{Required}.nodeSelectorTerms", (term, path) => CheckNodeTerm(term, path, errors));
            }

            ForEach(ItemsOf(nodes, Preferred), Path + Preferred, (term, path) =>
            {
                CheckWeight(term, path, errors);
                CheckNodeTerm(term.GetObject("preference") ?? [], path + ".preference", errors);
            });
        }

        foreach (var kind in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            if (affinity.GetObject(kind) is { } pods)
            {
                ForEach(ItemsOf(pods, Required), $"spec.affinity.{kind}.{Required}", (term, path) => CheckPodTerm(term, path, errors));
                ForEach(ItemsOf(pods, Preferred), $"spec.affinity.{kind}.{Preferred}", (term, path) =>
                {
                    CheckWeight(term, path, errors);
                    CheckPodTerm(term.GetObject("podAffinityTerm") ?? [], path + ".podAffinityTerm", errors);
                });
            }
        }
    }

    public static void CheckGates(JsonObject spec, FieldErrors errors)
    {
        ForEach(ItemsOf(spec, "readinessGates"), "spec.readinessGates", (gate, path) =>
        {
            var type = gate.GetString("conditionType");
            AddAll(path + ".conditionType", type, NameRules.QualifiedName(type), errors);
        });
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ForEach(ItemsOf(spec, "schedulingGates"), "spec.schedulingGates", (gate, path) =>
        {
            var name = gate.GetString("name");
            AddAll(path, name, NameRules.QualifiedName(name), errors);
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate(path, name));
            }
        });
    }

    public static void CheckTolerations(JsonObject spec, FieldErrors errors) =>
        ForEach(ItemsOf(spec, "tolerations"), "spec.tolerations", (toleration, path) => CheckToleration(toleration, path, errors));

    private static void CheckToleration(JsonObject toleration, string path, FieldErrors errors)
    {
        var (key, operation) = (toleration.GetString("key"), toleration.GetString("operator"));
        var (value, effect) = (toleration.GetString("value"), toleration.GetString("effect"));
        if (key.Length > 0)
        {
            AddAll(path + ".key", key, NameRules.QualifiedName(key), errors);
        }
        else if (operation != "Exists")
        {
            errors.Add(FieldError.Invalid(
                path + ".operator", operation, "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }

        if (toleration["tolerationSeconds"] is not null && effect != "NoExecute")
        {
            errors.Add(FieldError.Invalid(path + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }

        switch (operation)
        {
            case "" or "Equal":
                if (NameRules.LabelValue(value) is { Count: > 0 } faults)
                {
                    errors.Add(FieldError.Invalid(path + ".operator", value, string.Join(';', faults)));
                }

                break;
            case "Exists":
                if (value.Length > 0)
                {
                    errors.Add(FieldError.InvalidText(path + ".operator", Show(toleration), "value must be empty when `operator` is 'Exists'"));
                }

                break;
            default:
                errors.Add(FieldError.NotSupported(path + ".operator", GoText.Quote(operation), "Equal", "Exists"));
                break;
        }

        if (effect is not ("" or "NoSchedule" or "PreferNoSchedule" or "NoExecute"))
        {
            errors.Add(FieldError.NotSupported(path + ".effect", GoText.Quote(effect), "NoSchedule", "PreferNoSchedule", "NoExecute"));
        }
    }

    /// <summary>The JSON of Kubernetes' internal type, with a null for an unset pointer, as error texts show it.</summary>
    private static string Show(JsonObject toleration)
    {
        var seconds = toleration.GetInteger("tolerationSeconds");
        var texts = GoValue.Struct(
            ("Key", toleration.GetString("key")), ("Operator", toleration.GetString("operator")),
            ("Value", toleration.GetString("value")), ("Effect", toleration.GetString("effect")));
        return $"{texts[..^1]},\"TolerationSeconds\":{seconds?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}";
    }

    private static void CheckNodeTerm(JsonObject term, string path, FieldErrors errors) =>
        ForEach(ItemsOf(term, "matchExpressions"), path + ".matchExpressions", (requirement, at) =>
        {
            if (requirement.GetString("operator") is "Gt" or "Lt")
            {
                if (requirement.GetStrings("values").Count != 1)
                {
                    errors.Add(FieldError.Required(at + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                }
            }
            else if (!LabelSelectorRules.CheckValueCount(at, requirement, errors))
            {
                errors.Add(FieldError.Invalid(at + ".operator", requirement.GetString("operator"), "not a valid selector operator"));
            }

            var key = requirement.GetString("key");
            AddAll(at + ".key", key, NameRules.QualifiedName(key), errors);
        });

    private static void CheckPodTerm(JsonObject term, string path, FieldErrors errors)
    {
        foreach (var name in (ReadOnlySpan<string>)["labelSelector", "namespaceSelector"])
        {
            if (term.GetObject(name) is { } selector)
            {
                LabelSelectorRules.Check($"{path}.{name}", selector, errors);
            }
        }

        var key = term.GetString("topologyKey");
        if (key.Length == 0)
        {
            errors.Add(FieldError.Required(path + ".topologyKey", "can not be empty"));
        }

        AddAll(path + ".topologyKey", key, NameRules.QualifiedName(key), errors);
    }

    private static void CheckWeight(JsonObject term, string path, FieldErrors errors)
    {
        if ((term.GetInteger("weight") ?? 0) is var weight and not (>= 1 and <= 100))
        {
            errors.Add(FieldError.Invalid(path + ".weight", weight, "must be in the range 1-100"));
        }
    }

    private static List<JsonObject> ItemsOf(JsonObject node, string list) => [.. node.GetList(list)?.OfType<JsonObject>() ?? []];

    private static void ForEach(List<JsonObject> items, string path, Action<JsonObject, string> check)
    {
        for (var i = 0; i < items.Count; i++)
        {
            check(items[i], $"{path}[{i}]");
        }
    }

    private static void AddAll(string field, string value, IReadOnlyList<string> faults, FieldErrors errors)
    {
        foreach (var fault in faults)
        {
            errors.Add(FieldError.Invalid(field, value, fault));
        }
    }
}
