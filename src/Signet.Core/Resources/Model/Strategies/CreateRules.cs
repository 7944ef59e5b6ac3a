using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>The rules of a create.</summary>
internal sealed record CreateRules
{
    /// <summary>Removes or replaces the fields that a client cannot set in a new object.</summary>
    public Action<ObjectDocument> Prepare { get; init; } = static _ => { };

    /// <summary>Adds every error of the prepared object outside its metadata.</summary>
    public Action<ObjectDocument, FieldErrors> Validate { get; init; } = static (_, _) => { };
}
