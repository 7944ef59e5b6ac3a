using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>The result of a commit.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>The changes are durable at this revision.</summary>
    public sealed record Success(Revision Revision) : CommitResult;

    /// <summary>A compare failed, and nothing has changed. <paramref name="Current"/> has the newest values of the compared keys that exist.</summary>
    public sealed record Conflict(IReadOnlyList<StoredValue> Current) : CommitResult;
}
