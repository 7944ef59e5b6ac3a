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
/// The annotation of <c>kubectl apply</c> without <c>--server-side</c>. It lets kubectl go over to server-side apply, and back, without
/// conflicts with its own earlier self (apimachinery, <c>util/managedfields/internal/lastappliedmanager.go</c>).
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Manager = "kubectl";
    private const int AnnotationsMaximum = 256 * 1024;

    /// <summary>Only kubectl's own manager is served so.</summary>
    public static bool Concerns(FieldManager manager) => manager.Name == Manager;

    /// <summary>The fields that the annotation names and that still are as it says: they may be taken from anybody.</summary>
    public static FieldSet Takeable(JsonObject live, ResourceDefinition resource)
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

    /// <summary>Writes the new configuration into an annotation that is there; one that would be too long is dropped.</summary>
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
        if (size > AnnotationsMaximum)
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

    /// <summary>Go writes the members of maps sorted.</summary>
    private static JsonNode? Sorted(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, Utf8Order.Instance)
            .Select(member => new KeyValuePair<string, JsonNode?>(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => value?.DeepClone(),
    };
}
