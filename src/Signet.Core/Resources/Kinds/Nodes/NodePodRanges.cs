using System.Net.Sockets;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds.Nodes;

/// <summary>
/// The address ranges of a node's pods: <c>spec.podCIDRs</c>, and <c>spec.podCIDR</c>, the old field with the first of them (Kubernetes,
/// <c>pkg/apis/core/v1/conversion.go</c>, <c>pkg/apis/core/validation</c>).
/// </summary>
internal static class NodePodRanges
{
    private const string Field = "spec.podCIDRs";
    private const string OldName = "podCIDR";
    private const string Name = "podCIDRs";

    /// <summary>Makes both fields consistent. An old client changes only the old field, so that one counts when they differ.</summary>
    public static void ApplyDefaults(JsonObject spec)
    {
        var ranges = spec.GetStrings(Name);
        var first = spec.GetString(OldName);
        if (first.Length > 0 && (ranges.Count == 0 || ranges[0] != first))
        {
            spec.SetStrings(Name, [first]);
        }
        else if (ranges.Count > 0)
        {
            spec.SetString(OldName, ranges[0]);
        }
    }

    /// <summary>Validates each range, and that there is one range or one of each IP family.</summary>
    /// <param name="stored">The current ranges, which are not validated again.</param>
    public static void Check(JsonObject spec, IReadOnlyList<string> stored, FieldErrors errors)
    {
        var texts = spec.GetStrings(Name);
        var ranges = new AddressRange?[texts.Count];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = AddressRange.TryParse(texts[i]);
            if ((ranges[i] is { } range ? range.Fault : AddressRange.Malformed) is { } fault && !stored.Contains(texts[i]))
            {
                errors.Add(FieldError.Invalid($"{Field}[{i}]", texts[i], fault));
            }
        }

        if (ranges.Length > 1)
        {
            CheckFamilies(texts, ranges, errors);
        }
    }

    /// <summary>Pods have addresses from the ranges, so they cannot change once set.</summary>
    public static void CheckUnchanged(JsonObject updated, JsonObject current, FieldErrors errors)
    {
        const string Why = "node updates may not change podCIDR except from \"\" to valid";
        var (after, before) = (updated.GetStrings(Name), current.GetStrings(Name));
        if (before.Count > 0 && after.Count != before.Count)
        {
            errors.Add(FieldError.Forbidden(Field, Why));
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (after[i] != before[i])
            {
                errors.Add(FieldError.Forbidden(Field, Why));
            }
        }
    }

    /// <summary>Warnings of ranges that are not in canonical format.</summary>
    public static IEnumerable<string> WarningsFor(JsonObject spec)
    {
        var texts = spec.GetStrings(Name);
        for (var i = 0; i < texts.Count; i++)
        {
            if (AddressRange.TryParse(texts[i]) is { Fault: null, Family: AddressFamily.InterNetworkV6 } range && range.Canonical != texts[i])
            {
                yield return $"{Field}[{i}]: IPv6 CIDR value {GoText.Quote(texts[i])} should be in RFC 5952 canonical format ({GoText.Quote(range.Canonical)})";
            }
        }
    }

    private static void CheckFamilies(IReadOnlyList<string> texts, AddressRange?[] ranges, FieldErrors errors)
    {
        var unread = Array.IndexOf(ranges, null);
        if (unread >= 0)
        {
            errors.Add(FieldError.Internal(
                Field,
                $"invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[{unread}]: <nil> (invalid CIDR address: {texts[unread]})"));
        }

        if (ranges is not [{ } one, { } other] || one.Family == other.Family)
        {
            errors.Add(FieldError.InvalidText(Field, CanonicalJson.OfStrings(texts), "may specify no more than one CIDR for each IP family"));
        }
    }
}
