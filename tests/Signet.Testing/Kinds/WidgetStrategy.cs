using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;

namespace Signet.Testing.Kinds;

/// <summary>The rules of widgets, written for <c>v1</c>, the stored version.</summary>
internal static class WidgetStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        SelectableFields = SelectableFields.Own(SelectableFields.Name, SelectableFields.Namespace, new SelectableField("spec.display.title")),
        Table = TableDefinition.WithAge(
            TableColumn.Text("Title", "The heading.", item => Cells.Text(item, "spec", "display", "title")),
            TableColumn.Text("Replicas", "How many there are.", item => Cells.Text(item, "spec", "replicas"))),
        ApplyDefaults = ApplyDefaults,
        Create = new() { Prepare = static created => created.Root.Remove("status"), Validate = Check },
        Update = new()
        {
            Prepare = static (updated, current) => updated.TakeSection("status", current),
            Validate = static (updated, _, errors) => Check(updated, errors),
        },
        WarningsFor = static (written, _) =>
            written.Section("spec")?.GetInteger("replicas") > 100 ? ["spec.replicas: more than 100 are slow"] : [],
    };

    private static void ApplyDefaults(ObjectDocument document)
    {
        var spec = document.EnsureSection("spec");
        if (spec["replicas"] is null)
        {
            spec.SetInteger("replicas", 1);
        }
    }

    private static void Check(ObjectDocument document, FieldErrors errors)
    {
        if (document.Section("spec")?.GetInteger("replicas") is < 0 and var replicas)
        {
            errors.Add(FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0"));
        }
    }
}
