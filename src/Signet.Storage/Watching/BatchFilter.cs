using Signet.Core.Storage;

namespace Signet.Storage.Watching;

/// <summary>Filters batches by prefix.</summary>
internal static class BatchFilter
{
    /// <summary>The batch with only the changes under the prefix; an empty batch reports progress.</summary>
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
