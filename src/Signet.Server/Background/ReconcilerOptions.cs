namespace Signet.Server.Background;

/// <summary>How a reconciler works.</summary>
/// <param name="Workers">How many items are processed at once.</param>
internal sealed record ReconcilerOptions(int Workers)
{
    /// <summary>The delays after failures.</summary>
    public Backoff Backoff { get; init; } = Backoff.OfItems;
}
