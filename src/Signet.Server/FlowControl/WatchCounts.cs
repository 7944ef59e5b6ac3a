namespace Signet.Server.FlowControl;

/// <summary>Limits the number of running watches, altogether and for each caller. Safe for concurrent use; its size is that of the running watches.</summary>
/// <param name="maxCount">The maximum altogether.</param>
/// <param name="maxPerFlow">The maximum for each caller.</param>
internal sealed class WatchCounts(int maxCount, int maxPerFlow)
{
    private readonly Dictionary<ulong, int> _byFlow = [];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>The number of running watches.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of callers with running watches.</summary>
    public int FlowCount
    {
        get
        {
            lock (_lock)
            {
                return _byFlow.Count;
            }
        }
    }

    /// <summary>Counts a watch; false when there are too many.</summary>
    /// <param name="flow">The caller.</param>
    /// <param name="isExempt">Whether the limits do not hold for the caller.</param>
    public bool TryBegin(ulong flow, bool isExempt)
    {
        lock (_lock)
        {
            var own = _byFlow.GetValueOrDefault(flow);
            if (!isExempt && (_count >= maxCount || own >= maxPerFlow))
            {
                return false;
            }

            _byFlow[flow] = own + 1;
            _count++;
            return true;
        }
    }

    /// <summary>Ends a watch that was counted.</summary>
    public void End(ulong flow)
    {
        lock (_lock)
        {
            _count--;
            if (_byFlow[flow] == 1)
            {
                _byFlow.Remove(flow);
            }
            else
            {
                _byFlow[flow]--;
            }
        }
    }
}
