using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds.Pods;

internal static class PodContainers
{
    /// <summary>The fields that list init containers and containers, in the order in which they start.</summary>
    public static ReadOnlySpan<string> Lists => new[] { "initContainers", "containers" };

    /// <summary>The containers of both lists.</summary>
    public static IEnumerable<JsonObject> All(JsonObject spec) => Of(spec, "initContainers").Concat(Of(spec, "containers"));

    public static IEnumerable<JsonObject> Of(JsonObject spec, string list) => spec.GetList(list)?.OfType<JsonObject>() ?? [];

    /// <summary>Visits every container with its path, in Kubernetes' order: ephemeral containers last.</summary>
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
