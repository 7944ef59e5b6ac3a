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

    /// <summary>
    /// The maximum number of entries and members that all operations of a patch may visit or move: 10,000 operations on a long list would take minutes.
    /// </summary>
    private const long MaxEffort = 20_000_000;

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
        var (copied, effort) = (0L, 0L);
        foreach (var operation in _operations)
        {
            if (!Apply(root, operation, ref copied, ref effort))
            {
                return PatchErrors.DoesNotApply;
            }

            if (effort > MaxEffort)
            {
                return PatchErrors.TooMuchEffort;
            }
        }

        return root;
    }

    private static bool Apply(JsonObject root, JsonPatchOperation operation, ref long copied, ref long effort)
    {
        switch (operation.Name)
        {
            case "add":
                return JsonPatchLocation.TryFind(root, operation.Path, out var location) && location.TryAdd(operation.Value?.DeepClone(), ref effort);
            case "remove":
                return JsonPatchLocation.TryFind(root, operation.Path, out location) && location.TryTake(out _, ref effort);
            case "replace":
                return JsonPatchLocation.TryFind(root, operation.Path, out location) && location.TryReplace(operation.Value?.DeepClone(), ref effort);
            case "test":
                return JsonPatchLocation.TryFind(root, operation.Path, out location) && location.Holds(operation.Value);
            case "move":
                return JsonPatchLocation.TryFind(root, operation.From, out var from) && from.TryTake(out var moved, ref effort) &&
                    JsonPatchLocation.TryFind(root, operation.Path, out location) && location.TryAdd(moved, ref effort);
            case "copy":
                if (!JsonPatchLocation.TryFind(root, operation.From, out from) || !from.TryGet(out var original) ||
                    !JsonPatchLocation.TryFind(root, operation.Path, out location))
                {
                    return false;
                }

                copied += original is null ? "null".Length : Encoding.UTF8.GetByteCount(original.ToJsonString());
                return copied <= MaxCopiedBytes && location.TryAdd(original?.DeepClone(), ref effort);
            default:
                return false;
        }
    }
}
