using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Model.Strategies;

namespace Signet.Core.Resources.Model;

/// <summary>
/// Applies the rules of a stored form to another form: converts the object, runs the rule on the stored form, and converts a changed object
/// back. Field paths in errors are therefore those of the stored form, as Kubernetes names the fields of its internal types.
/// </summary>
internal sealed class StrategyConverter(FormConversion conversion)
{
    /// <summary>The strategy of the other form. Names and traits are the same in every form; every other capability is converted.</summary>
    public ResourceStrategy Convert(ResourceStrategy stored) => new()
    {
        NameRule = stored.NameRule,
        Traits = stored.Traits,
        SelectableFields = stored.SelectableFields.ReadFrom(JsonOf),
        Table = stored.Table with { ReadItem = ItemOf },
        ApplyDefaults = document => Change(document, stored.ApplyDefaults),
        Create = Convert(stored.Create),
        Update = Convert(stored.Update),
        Delete = Convert(stored.Delete),
        WarningsFor = (written, current) => stored.WarningsFor(Copy(written), current is null ? null : Copy(current)),
    };

    /// <summary>The update rules of the other form. The sections of an object have the same names in every form of a kind.</summary>
    public UpdateRules Convert(UpdateRules stored) => new()
    {
        Prepare = (updated, current) => Change(updated, document => stored.Prepare(document, Copy(current))),
        Validate = (updated, current, errors) => stored.Validate(Copy(updated), Copy(current), errors),
        ResetFields = stored.ResetFields,
    };

    private CreateRules Convert(CreateRules stored) => new()
    {
        Prepare = created => Change(created, stored.Prepare),
        Validate = (created, errors) => stored.Validate(Copy(created), errors),
    };

    private DeletionRules Convert(DeletionRules stored) => new()
    {
        GracePeriodFor = (current, requested) => stored.GracePeriodFor(Copy(current), requested),
        Begin = document => Change(document, stored.Begin),
        IsHeld = document => stored.IsHeld(Copy(document)),
    };

    /// <summary>A copy in the stored form.</summary>
    private ObjectDocument Copy(ObjectDocument document)
    {
        var root = (JsonObject)document.Root.DeepClone();
        conversion.ToStored(root);
        return new ObjectDocument(root);
    }

    private void Change(ObjectDocument document, Action<ObjectDocument> change)
    {
        var copy = Copy(document);
        change(copy);
        conversion.FromStored(copy.Root);
        document.Replace(copy.Root);
    }

    private ReadOnlyMemory<byte> JsonOf(StoredObject found)
    {
        var root = (JsonObject)JsonNode.Parse(found.Json.Span)!;
        conversion.ToStored(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private JsonElement ItemOf(JsonElement item)
    {
        var root = JsonObject.Create(item)!;
        conversion.ToStored(root);
        using var document = JsonDocument.Parse(root.ToJsonString());
        return document.RootElement.Clone();
    }
}
