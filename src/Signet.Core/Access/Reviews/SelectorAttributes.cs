using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Access.Reviews;

/// <summary>
/// Reads the selectors of an access review, which are strings or lists of requirements. One that cannot be parsed is ignored and reported, because
/// reviews of newer clients should still be answered (Kubernetes, <c>pkg/registry/authorization/util/helpers.go</c>).
/// </summary>
internal static class SelectorAttributes
{
    /// <summary>The field selector; null if there is none, or no part of it can be parsed.</summary>
    public static FieldSelector? ReadFields(JsonObject resource, List<string> errors)
    {
        if (resource.GetObject("fieldSelector") is not { } attributes)
        {
            return null;
        }

        FieldSelector? selector = null;
        var isComplete = true;
        if (attributes.GetString("rawSelector") is { Length: > 0 } raw)
        {
            isComplete = FieldSelector.Parse(raw).TryGetValue(out selector, out _);
        }
        else
        {
            var requirements = new List<FieldRequirement>();
            foreach (var requirement in attributes.GetList("requirements") ?? [])
            {
                if (ReadField(requirement as JsonObject ?? []) is { } read)
                {
                    requirements.Add(read);
                }
                else
                {
                    isComplete = false;
                }
            }

            selector = requirements.Count == 0 ? null : new FieldSelector(requirements);
        }

        AddError("fieldSelector", isComplete, isIgnored: selector is null, errors);
        return selector;
    }

    /// <summary>The label selector; null if there is none, or no part of it can be parsed.</summary>
    public static LabelSelector? ReadLabels(JsonObject resource, List<string> errors)
    {
        if (resource.GetObject("labelSelector") is not { } attributes)
        {
            return null;
        }

        LabelSelector? selector = null;
        var isComplete = true;
        if (attributes.GetString("rawSelector") is { Length: > 0 } raw)
        {
            isComplete = LabelSelector.Parse(raw).TryGetValue(out selector, out _);
        }
        else
        {
            var requirements = new List<LabelRequirement>();
            foreach (var requirement in attributes.GetList("requirements") ?? [])
            {
                if (LabelRequirement.Read(requirement as JsonObject ?? []) is { } read)
                {
                    requirements.Add(read);
                }
                else
                {
                    isComplete = false;
                }
            }

            selector = requirements.Count == 0 ? null : new LabelSelector(requirements);
        }

        AddError("labelSelector", isComplete, isIgnored: selector is null, errors);
        return selector;
    }

    /// <summary>A requirement on a field has exactly one value; Exists and DoesNotExist are not supported.</summary>
    private static FieldRequirement? ReadField(JsonObject requirement) =>
        requirement.GetString("operator") is "In" or "NotIn" && requirement.GetStrings("values") is [var value]
            ? new FieldRequirement(requirement.GetString("key"), requirement.GetString("operator") == "In", value)
            : null;

    private static void AddError(string selector, bool isComplete, bool isIgnored, List<string> errors)
    {
        if (!isComplete)
        {
            errors.Add($"spec.resourceAttributes.{selector} {(isIgnored ? "" : "partially ")}ignored due to parse error");
        }
    }
}
