using Signet.Core.Signing.Ring;

namespace Signet.Tests.Controllers.Keys;

/// <summary>Remote keys whose fetches a test decides; notes when each happened.</summary>
internal sealed class StubRemoteKeys(TimeProvider time, TimeSpan hint) : IRemoteKeys
{
    private readonly Lock _lock = new();
    private readonly List<DateTimeOffset> _fetches = [];
    private volatile RemoteKeyStatus _status = new(time.GetUtcNow(), null, null, time.GetUtcNow() + hint);

    public RemoteKeyStatus Status => _status;

    /// <summary>Why fetches fail; null while they succeed.</summary>
    public volatile string? Fault;

    /// <summary>When keys were fetched.</summary>
    public IReadOnlyList<DateTimeOffset> Fetches
    {
        get
        {
            lock (_lock)
            {
                return [.. _fetches];
            }
        }
    }

    public Task RefetchAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _fetches.Add(now);
        }

        _status = Fault is { } fault
            ? _status with { Fault = fault, FailingSince = _status.FailingSince ?? now, NextFetchAt = now + TimeSpan.FromSeconds(10) }
            : new RemoteKeyStatus(now, null, null, now + hint);
        return Task.CompletedTask;
    }
}
