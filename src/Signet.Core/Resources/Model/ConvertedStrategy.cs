using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;

namespace Signet.Core.Resources.Model;

/// <summary>
/// The strategy of the stored form, applied to another form: the object is converted, the rules see the stored form, and what they change is
/// converted back. So the paths in errors are those of the stored form, as Kubernetes names the fields of its internal types.
/// </summary>
internal sealed class ConvertedStrategy(ResourceStrategy stored, FormConversion conversion) : ResourceStrategy
{
    public override SelectableFields SelectableFields => field ??= stored.SelectableFields.ReadFrom(ConvertedJson);

    public override bool AnswersDeletedObject => stored.AnswersDeletedObject;

    public override bool AllowsCreateOnUpdate => stored.AllowsCreateOnUpdate;

    public override bool ChecksMetadataOfUpdates => stored.ChecksMetadataOfUpdates;

    public override bool IsGarbageCollected => stored.IsGarbageCollected;

    public override bool ChecksFinalizerDomains => stored.ChecksFinalizerDomains;

    public override TableDefinition Table => field ??= stored.Table with { ReadItem = ConvertedItem };

    public override IReadOnlyList<string> CheckName(string name) => stored.CheckName(name);

    public override void ApplyDefaults(ObjectDocument document) => Change(document, stored.ApplyDefaults);

    public override void PrepareForCreate(ObjectDocument created) => Change(created, stored.PrepareForCreate);

    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) =>
        Change(updated, document => stored.PrepareForUpdate(document, Converted(current)));

    public override void PrepareForStatusUpdate(ObjectDocument updated, ObjectDocument current) =>
        Change(updated, document => stored.PrepareForStatusUpdate(document, Converted(current)));

    public override void PrepareForFinalize(ObjectDocument updated, ObjectDocument current) =>
        Change(updated, document => stored.PrepareForFinalize(document, Converted(current)));

    /// <summary>Sections are named alike in all versions of a kind; a form in which they are not has a strategy of its own.</summary>
    public override FieldSet ResetFields(string subresource) => stored.ResetFields(subresource);

    public override void Validate(ObjectDocument created, List<FieldError> errors) => stored.Validate(Converted(created), errors);

    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) =>
        stored.ValidateUpdate(Converted(updated), Converted(current), errors);

    public override void ValidateStatusUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) =>
        stored.ValidateStatusUpdate(Converted(updated), Converted(current), errors);

    public override void ValidateFinalize(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) =>
        stored.ValidateFinalize(Converted(updated), Converted(current), errors);

    public override IReadOnlyList<string> WarningsFor(ObjectDocument written) => stored.WarningsFor(Converted(written));

    public override IReadOnlyList<string> WarningsFor(ObjectDocument written, ObjectDocument? current) =>
        stored.WarningsFor(Converted(written), current is null ? null : Converted(current));

    public override long? GracePeriodFor(ObjectDocument current, long? requestedSeconds) => stored.GracePeriodFor(Converted(current), requestedSeconds);

    public override void BeginDeletion(ObjectDocument document) => Change(document, stored.BeginDeletion);

    public override bool IsHeld(ObjectDocument document) => stored.IsHeld(Converted(document));

    private ObjectDocument Converted(ObjectDocument document)
    {
        var root = (JsonObject)document.Root.DeepClone();
        conversion.ToStored(root);
        return new ObjectDocument(root);
    }

    private void Change(ObjectDocument document, Action<ObjectDocument> change)
    {
        var converted = Converted(document);
        change(converted);
        conversion.FromStored(converted.Root);
        document.Replace(converted.Root);
    }

    private ReadOnlyMemory<byte> ConvertedJson(StoredObject found)
    {
        var root = (JsonObject)JsonNode.Parse(found.Json.Span)!;
        conversion.ToStored(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private JsonElement ConvertedItem(JsonElement item)
    {
        var root = JsonObject.Create(item)!;
        conversion.ToStored(root);
        using var document = JsonDocument.Parse(root.ToJsonString());
        return document.RootElement.Clone();
    }
}
