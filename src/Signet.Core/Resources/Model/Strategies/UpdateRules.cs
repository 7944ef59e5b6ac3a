using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>The rules of an update of a whole object or of one of its subresources.</summary>
internal sealed record UpdateRules
{
    /// <summary>The rules of <c>/status</c> for a kind without rules of its own: everything but metadata and status stays.</summary>
    public static UpdateRules Status { get; } = new()
    {
        Prepare = static (updated, current) => updated.TakeAllBut("status", current),
        ResetFields = WrittenFields.Spec,
    };

    /// <summary>The rules of <c>/finalize</c> for a kind without rules of its own: the status stays.</summary>
    public static UpdateRules Finalize { get; } = new() { Prepare = static (updated, current) => updated.TakeSection("status", current) };

    /// <summary>Copies the fields that this update cannot change from the current object.</summary>
    public PrepareUpdate Prepare { get; init; } = static (_, _) => { };

    /// <summary>Adds every error of the prepared update outside its metadata.</summary>
    public ValidateUpdate Validate { get; init; } = static (_, _, _) => { };

    /// <summary>The fields that <see cref="Prepare"/> resets: the writer does not become their owner.</summary>
    public FieldSet ResetFields { get; init; } = WrittenFields.Status;
}
