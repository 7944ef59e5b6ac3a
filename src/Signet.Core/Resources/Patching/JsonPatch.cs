using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>
/// JSON patch (RFC 6902) in Kubernetes' dialect (<c>evanphx/json-patch</c> v4): a negative index counts from the end, a test for null
/// succeeds for an absent value, and the whole document cannot be replaced.
/// </summary>
internal sealed class JsonPatch
{
    /// <summary>The maximum number of operations in a patch (apiserver, <c>maxJSONPatchOperations</c>).</summary>
    public const int MaxOperations = 10_000;

    /// <summary>
    /// The maximum number of bytes that all copies of a patch may add (apiserver, <c>JSONPatchMaxCopyBytes</c>): a small patch could create
    /// a huge object.
    /// </summary>
    private const long MaxCopiedBytes = 3 * 1024 * 1024;

    private readonly IReadOnlyList<JsonPatchOperation> _operations;

    private JsonPatch(IReadOnlyList<JsonPatchOperation> operations, IReadOnlyList<string> issues) => (_operations, Issues) = (operations, issues);

    /// <summary>The errors of strict field validation.</summary>
    public IReadOnlyList<string> Issues { get; }

    public static Outcome<JsonPatch> Read(PatchBody body)
    {
        var list = body.Root as JsonArray;
        if (list is null && body.Root is not null)
        {
            return PatchErrors.Malformed("it is not a list");
        }

        if (list?.Count > MaxOperations)
        {
            return PatchErrors.TooManyOperations(MaxOperations, list.Count);
        }

        var operations = new List<JsonPatchOperation>(list?.Count ?? 0);
        var issues = new List<string>(body.Duplicates);
        foreach (var entry in list ?? [])
        {
            if (!JsonPatchOperation.Read(entry, operations.Count, issues).TryGetValue(out var operation, out var error))
            {
                return error;
            }

            operations.Add(operation);
        }

        return new JsonPatch(operations, [.. issues.Select(issue => "json patch " + issue)]);
    }

    /// <summary>Applies all operations in order; fails with the first that does not apply.</summary>
    public Outcome<JsonObject> ApplyTo(JsonObject root)
    {
        var copied = 0L;
        foreach (var operation in _operations)
        {
            if (!Apply(root, operation, ref copied))
            {
                return PatchErrors.DoesNotApply;
            }
        }

        return root;
    }

    private static bool Apply(JsonObject root, JsonPatchOperation operation, ref long copied)
    {
        switch (operation.Name)
        {
            case "add":
                return JsonPatchLocation.TryFind(root, operation.Path, out var location) && location.TryAdd(operation.Value?.DeepClone());
            case "remove":
                return JsonPatchLocation.TryFind(root, operation.Path, out location) && location.TryTake(out _);
            case "replace":
                return JsonPatchLocation.TryFind(root, operation.Path, out location) && location.TryReplace(operation.Value?.DeepClone());
            case "test":
                return JsonPatchLocation.TryFind(root, operation.Path, out location) && location.Holds(operation.Value);
            case "move":
                return JsonPatchLocation.TryFind(root, operation.From, out var from) && from.TryTake(out var moved) &&
                    JsonPatchLocation.TryFind(root, operation.Path, out location) && location.TryAdd(moved);
            case "copy":
                if (!JsonPatchLocation.TryFind(root, operation.From, out from) || !from.TryGet(out var original) ||
                    !JsonPatchLocation.TryFind(root, operation.Path, out location))
                {
                    return false;
                }

                copied += original is null ? "null".Length : Encoding.UTF8.GetByteCount(original.ToJsonString());
                return copied <= MaxCopiedBytes && location.TryAdd(original?.DeepClone());
            default:
                return false;
        }
    }
}
