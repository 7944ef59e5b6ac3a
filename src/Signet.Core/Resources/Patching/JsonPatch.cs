using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>
/// JSON patch (RFC 6902) as Kubernetes reads it (<c>evanphx/json-patch</c> v4): an index below zero counts from the end, a test for
/// null holds where nothing is, the whole document cannot be replaced.
/// </summary>
internal sealed class JsonPatch
{
    /// <summary>The most operations in one patch (apiserver, <c>maxJSONPatchOperations</c>).</summary>
    public const int MostOperations = 10_000;

    /// <summary>How many bytes all copies together may make (apiserver, <c>JSONPatchMaxCopyBytes</c>), or a small patch makes a huge object.</summary>
    private const long MostCopiedBytes = 3 * 1024 * 1024;

    private readonly IReadOnlyList<JsonPatchOperation> _operations;

    private JsonPatch(IReadOnlyList<JsonPatchOperation> operations, IReadOnlyList<string> issues) => (_operations, Issues) = (operations, issues);

    /// <summary>What a strict reading objects to.</summary>
    public IReadOnlyList<string> Issues { get; }

    /// <summary>Reads the operations.</summary>
    public static Outcome<JsonPatch> Read(PatchBody body)
    {
        var list = body.Root as JsonArray;
        if (list is null && body.Root is not null)
        {
            return PatchErrors.NotAPatch("it is not a list");
        }

        if (list?.Count > MostOperations)
        {
            return PatchErrors.TooManyOperations(MostOperations, list.Count);
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

    /// <summary>Applies all operations in order, or fails with the first that does not fit.</summary>
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
                return JsonPatchPlace.TryFind(root, operation.Path, out var place) && place.TryAdd(operation.Value?.DeepClone());
            case "remove":
                return JsonPatchPlace.TryFind(root, operation.Path, out place) && place.TryTake(out _);
            case "replace":
                return JsonPatchPlace.TryFind(root, operation.Path, out place) && place.TryReplace(operation.Value?.DeepClone());
            case "test":
                return JsonPatchPlace.TryFind(root, operation.Path, out place) && place.Holds(operation.Value);
            case "move":
                return JsonPatchPlace.TryFind(root, operation.From, out var from) && from.TryTake(out var moved) &&
                    JsonPatchPlace.TryFind(root, operation.Path, out place) && place.TryAdd(moved);
            case "copy":
                if (!JsonPatchPlace.TryFind(root, operation.From, out from) || !from.TryGet(out var original) ||
                    !JsonPatchPlace.TryFind(root, operation.Path, out place))
                {
                    return false;
                }

                copied += original is null ? "null".Length : Encoding.UTF8.GetByteCount(original.ToJsonString());
                return copied <= MostCopiedBytes && place.TryAdd(original?.DeepClone());
            default:
                return false;
        }
    }
}
