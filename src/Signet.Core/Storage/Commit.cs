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
