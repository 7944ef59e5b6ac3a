using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;

namespace Signet.Testing.Kinds;

/// <summary>The rules of widgets, written for <c>v1</c>, the stored version.</summary>
internal sealed class WidgetStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } =
        SelectableFields.Own(SelectableFields.Name, SelectableFields.Namespace, new SelectableField("spec.display.title"));

    /// <inheritdoc/>
    public override TableDefinition Table { get; } = TableDefinition.WithAge(
        TableColumn.Text("Title", "The heading.", item => Cells.Text(item, "spec", "display", "title")),
        TableColumn.Text("Replicas", "How many there are.", item => Cells.Text(item, "spec", "replicas")));

    /// <inheritdoc/>
    public override void ApplyDefaults(ObjectDocument document)
    {
        var spec = document.EnsureSection("spec");
        if (spec["replicas"] is null)
        {
            spec.SetInteger("replicas", 1);
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectDocument created) => created.Root.Remove("status");

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) => updated.TakeSection("status", current);

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors) => Check(created, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectDocument updated, ObjectDocument current, List<FieldError> errors) => Check(updated, errors);

    /// <inheritdoc/>
    public override IReadOnlyList<string> WarningsFor(ObjectDocument written) =>
        written.Section("spec")?.GetInteger("replicas") > 100 ? ["spec.replicas: more than 100 are slow"] : [];

    private static void Check(ObjectDocument document, List<FieldError> errors)
    {
        if (document.Section("spec")?.GetInteger("replicas") is < 0 and var replicas)
        {
            errors.Add(FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0"));
        }
    }
}
