using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Validation;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds.Nodes;

/// <summary>The validation of a node's status (Kubernetes, <c>pkg/apis/core/validation</c> ValidateNodeResources, ValidateNodeUpdate).</summary>
internal static class NodeStatusRules
{
    private const string QuotaPrefix = "requests.";

    /// <summary>The resources whose amounts must be integers.</summary>
    private static readonly HashSet<string> Countable = new(StringComparer.Ordinal)
    {
        "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services",
        "services.loadbalancers", "services.nodeports",
    };

    /// <summary>Validates the amounts of capacity and allocatable resources.</summary>
    public static void CheckAmounts(JsonObject? status, FieldErrors errors)
    {
        foreach (var member in (ReadOnlySpan<string>)["capacity", "allocatable"])
        {
            foreach (var (name, value) in (status?.GetObject(member) ?? []).OrderBy(amount => amount.Key, StringComparer.Ordinal))
            {
                CheckAmount($"status.{member}.{name}", name, value?.GetValue<string>() ?? "", errors);
            }
        }
    }

    /// <summary>Validates the capacity of the swap memory.</summary>
    public static void CheckSwap(JsonObject? status, FieldErrors errors)
    {
        if (status?.GetObject("nodeInfo")?.GetObject("swap")?.GetInteger("capacity") is { } capacity and <= 0)
        {
            errors.Add(FieldError.Invalid("metadata.nodeSwapStatus.capacity", capacity, "must be greater than zero"));
        }
    }

    /// <summary>Reports addresses that occur twice.</summary>
    public static void CheckAddresses(JsonObject? status, FieldErrors errors)
    {
        var seen = new HashSet<(string Type, string Address)>();
        var index = 0;
        foreach (var entry in status?.GetList("addresses")?.OfType<JsonObject>() ?? [])
        {
            var (type, address) = (entry.GetString("type"), entry.GetString("address"));
            if (!seen.Add((type, address)))
            {
                errors.Add(FieldError.DuplicateText($"status.addresses[{index}]", GoValue.Struct(("Type", type), ("Address", address))));
            }

            index++;
        }
    }

    private static void CheckAmount(string path, string name, string text, FieldErrors errors)
    {
        if (Quantity.BillionthsOf(text) is not { } amount)
        {
            return;
        }

        if (amount < 0)
        {
            errors.Add(FieldError.Invalid(path, text, "must be greater than or equal to 0"));
        }

        if (!Quantity.IsInteger(amount) && (Countable.Contains(name) || IsExtended(name)))
        {
            errors.Add(FieldError.Invalid(path, text, "must be an integer"));
        }
    }

    /// <summary>Extended resources, whose names have a domain other than Kubernetes': <c>example.test/gpu</c>.</summary>
    private static bool IsExtended(string name) =>
        name.Contains('/', StringComparison.Ordinal) && !name.Contains("kubernetes.io/", StringComparison.Ordinal) &&
        !name.StartsWith(QuotaPrefix, StringComparison.Ordinal) && NameRules.QualifiedName(QuotaPrefix + name).Count == 0;
}
