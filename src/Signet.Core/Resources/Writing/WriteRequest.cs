using Signet.Core.Resources.ManagedFields;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Writing;

/// <summary>The options of a create or an update.</summary>
internal sealed record WriteRequest
{
    /// <summary>The time of the request.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether to do everything but the commit.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether the new state comes from a patch. Another uid in it is then an invalid change instead of a failed precondition.</summary>
    public bool IsPatch { get; init; }

    /// <summary>The owner of the changed fields; null when the server itself writes or the change already contains the ownership.</summary>
    public FieldManager? Manager { get; init; }

    /// <summary>
    /// The admission steps, which may change or refuse the object. Called with the original object again when the write starts again after
    /// a conflict.
    /// </summary>
    public AdmitWrite? Admit { get; init; }

    /// <summary>Compares for other objects that the decision depends on. When one has changed, nothing is written and the result is a 409.</summary>
    public IReadOnlyList<Compare> Guards { get; init; } = [];
}
