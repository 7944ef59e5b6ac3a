using Signet.Core.Objects;
using Signet.Core.Resources.Selectors;

namespace Signet.Core.Resources.Kinds;

/// <summary>Nodes (Kubernetes, <c>pkg/registry/core/node</c>): a status sent with a new node is kept, later ones need its own path.</summary>
public sealed class NodeStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override SelectableFields SelectableFields { get; } =
        SelectableFields.Own(SelectableFields.Name, new SelectableField("spec.unschedulable", Missing: "false"));

    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) => updated.TakeSection("status", current);
}
