using Signet.Core.Resources.ManagedFields;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>How a write is to be made.</summary>
internal sealed record WriteRequest
{
    /// <summary>The time of the request, read once.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether everything is done but the commit.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether a patch makes the new state: another uid in it is then a change that may not be, and no failed precondition.</summary>
    public bool IsPatch { get; init; }

    /// <summary>
    /// Who becomes the owner of the fields that change; null when nobody does, because the system itself writes or the change
    /// has settled the ownership already.
    /// </summary>
    public FieldManager? Manager { get; init; }

    /// <summary>
    /// The admission steps: may change the object or refuse it. Called again, with the object as it was before, when the
    /// write has to start over because something it rests on has changed.
    /// </summary>
    public AdmitWrite? Admit { get; init; }

    /// <summary>
    /// Other objects that the decision to write was made from. The commit compares them; when one has changed, nothing is written and
    /// the result is a 409.
    /// </summary>
    public IReadOnlyList<Compare> Guards { get; init; } = [];
}
