using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Objects;

/// <summary>The answer to an operation, a kind that is carried out and not stored.</summary>
internal static class OperationJson
{
    /// <summary>The object with its status.</summary>
    /// <param name="kind">The kind of the operation.</param>
    /// <param name="spec">What was asked for; copied.</param>
    /// <param name="status">The result.</param>
    public static JsonObject Write(GroupVersionKind kind, JsonObject spec, JsonObject status) => new()
    {
        ["kind"] = kind.Kind,
        ["apiVersion"] = kind.ApiVersion,
        ["metadata"] = new JsonObject(),
        ["spec"] = spec.DeepClone(),
        ["status"] = status,
    };
}
