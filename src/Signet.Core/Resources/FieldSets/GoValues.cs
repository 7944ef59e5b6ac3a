using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.FieldSets;

/// <summary>The order and the format of JSON values in Kubernetes' field paths (structured-merge-diff, <c>value/value.go</c>).</summary>
internal static class GoValues
{
    /// <summary>A total order: numbers, strings, booleans, lists, objects, null.</summary>
    public static int Compare(JsonNode? left, JsonNode? right)
    {
        var (a, b) = (Rank(left), Rank(right));
        if (a != b)
        {
            return a - b;
        }

        return a switch
        {
            0 => Number(left!).CompareTo(Number(right!)),
            1 => Utf8Order.Instance.Compare(left!.GetValue<string>(), right!.GetValue<string>()),
            2 => left!.GetValue<bool>().CompareTo(right!.GetValue<bool>()),
            3 => CompareLists(left!.AsArray(), right!.AsArray()),
            4 => CompareObjects(left!.AsObject(), right!.AsObject()),
            _ => 0,
        };
    }

    /// <summary>Formats a value as in error texts.</summary>
    public static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => $"[{string.Join(",", list.Select(Show))}]",
        JsonObject members => $"{{{string.Join(";", members.Select(member => $"{member.Key}={Show(member.Value)}"))}}}",
        _ when value.GetValueKind() == JsonValueKind.String => GoText.Quote(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static int Rank(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => 0,
        JsonValueKind.String => 1,
        JsonValueKind.True or JsonValueKind.False => 2,
        JsonValueKind.Array => 3,
        JsonValueKind.Object => 4,
        _ => 5,
    };

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static int CompareLists(JsonArray left, JsonArray right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            if (Compare(left[i], right[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return left.Count - right.Count;
    }

    /// <summary>Compares member by member, ordered by name.</summary>
    private static int CompareObjects(JsonObject left, JsonObject right)
    {
        var (a, b) = (Sorted(left), Sorted(right));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var order = Utf8Order.Instance.Compare(a[i].Key, b[i].Key);
            order = order != 0 ? order : Compare(a[i].Value, b[i].Value);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length - b.Length;
    }

    private static KeyValuePair<string, JsonNode?>[] Sorted(JsonObject members) => [.. members.OrderBy(member => member.Key, Utf8Order.Instance)];
}
