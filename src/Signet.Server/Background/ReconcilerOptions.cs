namespace Signet.Server.Background;

/// <summary>Settings of a reconciler.</summary>
/// <param name="Workers">The number of items that are processed concurrently.</param>
internal sealed record ReconcilerOptions(int Workers)
{
    /// <summary>The delays after failures.</summary>
    public Backoff Backoff { get; init; } = Backoff.OfItems;
}
