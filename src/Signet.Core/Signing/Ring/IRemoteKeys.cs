namespace Signet.Core.Signing.Ring;

/// <summary>Keys that are fetched from another process. The ring that is made of them is replaced by each fetch that brings other keys.</summary>
internal interface IRemoteKeys
{
    /// <summary>The outcome of the last fetches.</summary>
    RemoteKeyStatus Status { get; }

    /// <summary>
    /// Completes when a fetch that began after the call has ended, whether it succeeded or not. Concurrent callers share one; it is delayed so that at most one
    /// begins in a second.
    /// </summary>
    Task RefetchAsync(CancellationToken cancellationToken);
}
