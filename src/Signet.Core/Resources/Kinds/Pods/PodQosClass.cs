using System.Numerics;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The QoS class of a pod, from the requests and limits of its containers (Kubernetes, <c>pkg/apis/core/helper/qos</c>).</summary>
internal static class PodQosClass
{
    private static readonly string[] Counted = ["cpu", "memory"];

    /// <summary><c>Guaranteed</c>, <c>Burstable</c> or <c>BestEffort</c>.</summary>
    public static string Of(JsonObject spec)
    {
        var asks = false;
        var isGuaranteed = true;
        foreach (var container in PodContainers.All(spec))
        {
            var resources = container.GetObject("resources");
            foreach (var name in Counted)
            {
                var request = Amount(resources?.GetObject("requests"), name);
                var limit = Amount(resources?.GetObject("limits"), name);
                asks |= request > 0 || limit > 0;
                isGuaranteed &= limit > 0 && request == limit;
            }
        }

        return !asks ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable";
    }

    private static BigInteger Amount(JsonObject? amounts, string name) =>
        amounts is null ? BigInteger.Zero : Quantity.BillionthsOf(amounts.GetString(name)) ?? BigInteger.Zero;
}
