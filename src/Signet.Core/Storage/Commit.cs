namespace Signet.Core.Storage;

/// <summary>An atomic set of changes, which are made if all compares hold. It changes a key at most once.</summary>
/// <param name="Compares">The preconditions.</param>
/// <param name="Operations">The changes; at least one.</param>
public sealed record Commit(IReadOnlyList<Compare> Compares, IReadOnlyList<StoreOperation> Operations)
{
    /// <summary>
    /// Whether the commit may use the space that the store holds in reserve for a full disk. Only for changes that delete
    /// data or complete a deletion; their number must be bounded by the existing data.
    /// </summary>
    public bool MayUseReserve { get; init; }

    /// <summary>Throws for a commit without operations, or with two operations on one key.</summary>
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
