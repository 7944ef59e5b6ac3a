namespace Signet.Server.Background;

/// <summary>A reconciler of any key, as health checks see it.</summary>
internal interface IReconciler
{
    /// <summary>Counters and state.</summary>
    ReconcilerSnapshot Snapshot { get; }
}
