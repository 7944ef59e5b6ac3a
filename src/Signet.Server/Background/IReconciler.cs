namespace Signet.Server.Background;

/// <summary>A reconciler of any key type, for health checks.</summary>
internal interface IReconciler
{
    ReconcilerSnapshot Snapshot { get; }
}
