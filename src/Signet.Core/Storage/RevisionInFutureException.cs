using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The revision does not exist yet.</summary>
public sealed class RevisionInFutureException(Revision current)
    : Exception($"the requested revision does not exist yet; the current one is {current}")
{
    /// <summary>The newest revision.</summary>
    public Revision Current { get; } = current;
}
