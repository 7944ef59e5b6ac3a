using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Access.Reviews;

/// <summary>
/// Reads the selectors of an access review, which come as a text or as requirements. One that cannot be read widens what is asked and
/// is told, because a review by a newer client should still be answered (Kubernetes, <c>pkg/registry/authorization/util/helpers.go</c>).
/// </summary>
internal static class SelectorAttributes
{
    /// <summary>The field selector; null for none, or when nothing of it could be read.</summary>
    public static FieldSelector? ReadFields(JsonObject resource, List<string> faults)
    {
        if (resource.GetObject("fieldSelector") is not { } attributes)
        {
            return null;
        }

        FieldSelector? selector = null;
        var isWhole = true;
        if (attributes.GetString("rawSelector") is { Length: > 0 } raw)
        {
            isWhole = FieldSelector.Parse(raw).TryGetValue(out selector, out _);
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
                    isWhole = false;
                }
            }

            selector = requirements.Count == 0 ? null : new FieldSelector(requirements);
        }

        AddError("fieldSelector", isWhole, isNothingLeft: selector is null, faults);
        return selector;
    }

    /// <summary>The label selector; null for none, or when nothing of it could be read.</summary>
    public static LabelSelector? ReadLabels(JsonObject resource, List<string> faults)
    {
        if (resource.GetObject("labelSelector") is not { } attributes)
        {
            return null;
        }

        LabelSelector? selector = null;
        var isWhole = true;
        if (attributes.GetString("rawSelector") is { Length: > 0 } raw)
        {
            isWhole = LabelSelector.Parse(raw).TryGetValue(out selector, out _);
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
                    isWhole = false;
                }
            }

            selector = requirements.Count == 0 ? null : new LabelSelector(requirements);
        }

        AddError("labelSelector", isWhole, isNothingLeft: selector is null, faults);
        return selector;
    }

    /// <summary>A field has one value; whether it exists cannot be asked.</summary>
    private static FieldRequirement? ReadField(JsonObject requirement) =>
        requirement.GetString("operator") is "In" or "NotIn" && requirement.GetStrings("values") is [var value]
            ? new FieldRequirement(requirement.GetString("key"), requirement.GetString("operator") == "In", value)
            : null;

    private static void AddError(string selector, bool isWhole, bool isNothingLeft, List<string> faults)
    {
        if (!isWhole)
        {
            faults.Add($"spec.resourceAttributes.{selector} {(isNothingLeft ? "" : "partially ")}ignored due to parse error");
        }
    }
}
