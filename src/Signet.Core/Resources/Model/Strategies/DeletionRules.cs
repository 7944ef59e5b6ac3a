using Signet.Core.Objects;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>The rules of a deletion that is not immediate. By default only the finalizers of the metadata delay a deletion.</summary>
internal sealed record DeletionRules
{
    /// <summary>
    /// Returns the grace period in seconds for an object and the requested period (null: none requested). Null when the kind has no grace
    /// period. The period of an object that is being deleted already can only be shortened.
    /// </summary>
    public Func<ObjectDocument, long?, long?> GracePeriodFor { get; init; } = static (_, _) => null;

    /// <summary>Changes an object whose deletion begins and does not end in the same step.</summary>
    public Action<ObjectDocument> Begin { get; init; } = static _ => { };

    /// <summary>Whether the object has finalizers outside its metadata.</summary>
    public Func<ObjectDocument, bool> IsHeld { get; init; } = static _ => false;
}
