using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Model;

/// <summary>What an update may change; the whole object or one of its subresources.</summary>
internal sealed record UpdateRules
{
    /// <summary>A change of the whole object.</summary>
    public static UpdateRules Whole { get; } = new()
    {
        Prepare = (strategy, updated, current) => strategy.PrepareForUpdate(updated, current),
        Validate = (strategy, updated, current, errors) => strategy.ValidateUpdate(updated, current, errors),
    };

    /// <summary>A change by way of <c>/status</c>.</summary>
    public static UpdateRules Status { get; } = new()
    {
        Subresource = "status",
        Prepare = (strategy, updated, current) => strategy.PrepareForStatusUpdate(updated, current),
        Validate = (strategy, updated, current, errors) => strategy.ValidateStatusUpdate(updated, current, errors),
    };

    /// <summary>A change by way of <c>/finalize</c>.</summary>
    public static UpdateRules Finalize { get; } = new()
    {
        Subresource = "finalize",
        Prepare = (strategy, updated, current) => strategy.PrepareForFinalize(updated, current),
        Validate = (strategy, updated, current, errors) => strategy.ValidateFinalize(updated, current, errors),
    };

    /// <summary>A change of the system's own, made from the current object.</summary>
    public static UpdateRules System { get; } = new() { Prepare = (_, _, _) => { }, Validate = (_, _, _, _) => { } };

    /// <summary>The subresource, or empty for the whole object.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Takes over from the current object what this way of updating may not change.</summary>
    public required Action<ResourceStrategy, ObjectDocument, ObjectDocument> Prepare { get; init; }

    /// <summary>Finds what is wrong with the change, beyond the metadata.</summary>
    public required Action<ResourceStrategy, ObjectDocument, ObjectDocument, List<FieldError>> Validate { get; init; }
}
