using Signet.Core.Storage;

namespace Signet.Storage.Watching;

/// <summary>Reduces batches to the changes under a prefix.</summary>
internal static class BatchFilter
{
    /// <summary>The batch with the changes under the prefix only; it may have none left, and then reports progress.</summary>
    public static ChangeBatch Apply(ChangeBatch batch, string prefix)
    {
        var matching = 0;
        foreach (var change in batch.Changes)
        {
            matching += change.Key.StartsWith(prefix, StringComparison.Ordinal) ? 1 : 0;
        }

        return matching == batch.Changes.Count
            ? batch
            : batch with { Changes = [.. batch.Changes.Where(change => change.Key.StartsWith(prefix, StringComparison.Ordinal))] };
    }
}
