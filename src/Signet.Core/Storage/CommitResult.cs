using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>How a commit ended.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>The changes are durable at this revision.</summary>
    public sealed record Success(Revision Revision) : CommitResult;

    /// <summary>A compare did not hold and nothing changed; <paramref name="Current"/> are the newest values of the compared keys that exist.</summary>
    public sealed record Conflict(IReadOnlyList<StoredValue> Current) : CommitResult;
}
