namespace Signet.Core.Storage;

/// <summary>A lock that this process holds. Disposal gives it up.</summary>
internal interface IStoreLock : IAsyncDisposable
{
    /// <summary>The condition of every commit that only the holder may make: it does not hold any more when the lock is lost.</summary>
    Compare Guard { get; }

    /// <summary>Cancelled when the lock is lost or may be lost soon.</summary>
    CancellationToken Lost { get; }

    /// <summary>Whether the lock is held, by the clock: false in a process that was stopped for too long, before its timers have run.</summary>
    bool IsHeld { get; }
}
