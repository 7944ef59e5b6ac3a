using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

/// <summary>The containers of a pod's spec.</summary>
internal static class PodContainers
{
    /// <summary>Those that run while the pod is made, then those that run for as long as it lives.</summary>
    public static ReadOnlySpan<string> Lists => new[] { "initContainers", "containers" };

    /// <summary>All of them, whatever list they stand in.</summary>
    public static IEnumerable<JsonObject> All(JsonObject spec) => Of(spec, "initContainers").Concat(Of(spec, "containers"));

    /// <summary>Those of one list.</summary>
    public static IEnumerable<JsonObject> Of(JsonObject spec, string list) => spec.GetList(list)?.OfType<JsonObject>() ?? [];

    /// <summary>Visits every container with its path, in Kubernetes' order; those that were put into a running pod come last.</summary>
    public static void ForEach(JsonObject spec, Action<JsonObject, string> visit)
    {
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            var index = 0;
            foreach (var container in Of(spec, list))
            {
                visit(container, $"spec.{list}[{index++}]");
            }
        }
    }
}
