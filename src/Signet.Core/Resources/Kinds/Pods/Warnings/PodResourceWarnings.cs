using System.Numerics;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds.Pods.Warnings;

/// <summary>Warnings of fractional byte amounts.</summary>
internal static class PodResourceWarnings
{
    private static readonly string[] InBytes = ["memory", "ephemeral-storage"];

    /// <summary>Adds warnings of the memory and storage of one list of amounts.</summary>
    public static void Add(JsonObject? amounts, string path, List<string> warnings)
    {
        foreach (var name in InBytes)
        {
            AddOne(amounts, path, name, warnings);
        }
    }

    /// <summary>Adds warnings of a container's limits and requests.</summary>
    public static void AddContainer(JsonObject container, string path, List<string> warnings)
    {
        var resources = container.GetObject("resources");
        foreach (var name in InBytes)
        {
            AddOne(resources?.GetObject("limits"), path + ".resources.limits", name, warnings);
            AddOne(resources?.GetObject("requests"), path + ".resources.requests", name, warnings);
        }
    }

    public static void AddOne(JsonObject? amounts, string path, string name, List<string> warnings)
    {
        if (amounts?[name] is not null && Quantity.BillionthsOf(amounts.GetString(name)) is { } billionths && !IsWholeInThousandths(billionths))
        {
            warnings.Add($"{path}[{name}]: fractional byte value {GoText.Quote(amounts.GetString(name))} is invalid, must be an integer");
        }
    }

    /// <summary>Go rounds the amount up to thousandths before the check.</summary>
    private static bool IsWholeInThousandths(BigInteger billionths)
    {
        const int PerThousandth = 1_000_000, PerUnit = 1000;
        var thousandths = BigInteger.DivRem(billionths, PerThousandth, out var rest);
        return (thousandths + (rest.Sign > 0 ? 1 : 0)) % PerUnit == 0;
    }
}
