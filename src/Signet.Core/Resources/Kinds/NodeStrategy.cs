using Signet.Core.Objects;

namespace Signet.Core.Resources.Kinds;

/// <summary>Nodes (Kubernetes, <c>pkg/registry/core/node</c>): a status sent with a new node is kept, later ones need its own path.</summary>
public sealed class NodeStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool AnswersDeletedObject => false;

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectDocument updated, ObjectDocument current) => updated.TakeSection("status", current);
}
