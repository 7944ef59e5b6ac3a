using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// The annotation of <c>kubectl apply</c> without <c>--server-side</c>. Lets kubectl migrate to server-side apply and back without
/// conflicts with its own earlier writes (apimachinery, <c>util/managedfields/internal/lastappliedmanager.go</c>).
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Manager = "kubectl";
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>Whether the annotation counts for a manager: only for that of kubectl.</summary>
    public static bool AppliesTo(FieldManager manager) => manager.Name == Manager;

    /// <summary>The fields that the annotation contains with their current values: kubectl may take them from any owner.</summary>
    public static FieldSet FieldsToTake(JsonObject live, ResourceDefinition resource)
    {
        if (live.GetObject("metadata")?.GetObject("annotations")?.GetString(Annotation) is not { Length: > 0 } text ||
            TryParse(text) is not { } applied ||
            applied.GetString("apiVersion") != resource.Kind.ApiVersion ||
            ConfigurationCheck.Check(applied, resource.Schema) is not null)
        {
            return FieldSet.Empty;
        }

        var comparison = ObjectComparer.Compare(applied, live, resource.Schema);
        return ObjectFields.Of(applied, resource.Schema)
            .Difference(comparison.Written)
            .Difference(comparison.Removed);
    }

    /// <summary>Updates an existing annotation; removes it when the new configuration is too long.</summary>
    public static void Refresh(ObjectDocument document, AppliedConfiguration configuration)
    {
        if (document.Metadata.Annotations is not { } annotations || !annotations.ContainsKey(Annotation))
        {
            return;
        }

        var applied = (JsonObject)configuration.Root.DeepClone();
        applied.GetObject("metadata")?.GetObject("annotations")?.Remove(Annotation);
        annotations[Annotation] = Sorted(applied)!.ToJsonString(Encoding) + "\n";
        var size = annotations.Sum(entry => (long)entry.Key.Length + System.Text.Encoding.UTF8.GetByteCount(annotations.GetString(entry.Key)));
        if (size > MaxAnnotationBytes)
        {
            annotations.Remove(Annotation);
        }
    }

    private static JsonSerializerOptions Encoding { get; } = new() { Encoder = CanonicalJson.WriterOptions.Encoder };

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Go encodes maps with sorted keys.</summary>
    private static JsonNode? Sorted(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, Utf8Order.Instance)
            .Select(member => new KeyValuePair<string, JsonNode?>(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => value?.DeepClone(),
    };
}
