using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>A set of changes that happen together or not at all, if all compares hold. A key changes at most once.</summary>
/// <param name="Compares">What has to hold.</param>
/// <param name="Operations">What to change; at least one.</param>
public sealed record Commit(IReadOnlyList<Compare> Compares, IReadOnlyList<StoreOperation> Operations)
{
    /// <summary>
    /// Whether the commit may use the space that the store holds in reserve for a full disk. For changes that remove data or complete a
    /// removal; their number has to be bounded by the data that is there.
    /// </summary>
    public bool MayUseReserve { get; init; }

    /// <summary>Refuses a commit without operations, or with two operations on one key.</summary>
    /// <exception cref="ArgumentException">The commit is invalid.</exception>
    public void ThrowIfInvalid()
    {
        if (Operations.Count == 0)
        {
            throw new ArgumentException("a commit has at least one operation");
        }

        for (var i = 1; i < Operations.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Operations[i].Key == Operations[j].Key)
                {
                    throw new ArgumentException("a key changes at most once in a commit");
                }
            }
        }
    }
}

/// <summary>Holds when the key was last modified at this revision; <see cref="Revision.Zero"/>: when it does not exist.</summary>
public readonly record struct Compare(string Key, Revision Modified);

/// <summary>One change.</summary>
public abstract record StoreOperation(string Key)
{
    /// <summary>Sets a key's value.</summary>
    public sealed record Put(string Key, ReadOnlyMemory<byte> Value) : StoreOperation(Key);

    /// <summary>Removes a key; nothing happens when it does not exist.</summary>
    public sealed record Delete(string Key) : StoreOperation(Key);
}

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
