namespace Signet.TestHost;

/// <summary>A fault of a <see cref="FaultSet"/>. Disposing ends it.</summary>
public sealed class Fault : IDisposable
{
    private readonly FaultSet _owner;
    private readonly int _times;
    private int _hits;

    internal Fault(FaultSet owner, string path, int times)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        (_owner, Path, _times) = (owner, path, times);
    }

    /// <summary>The paths of the requests: <c>*</c> stands for any characters.</summary>
    public string Path { get; }

    /// <summary>The number of requests that it has affected.</summary>
    public int Hits => Math.Min(Volatile.Read(ref _hits), _times);

    /// <summary>The delay before the answer.</summary>
    internal TimeSpan Delay { get; init; }

    /// <summary>The code of the answer that replaces the real one; 0 keeps it.</summary>
    internal int Status { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _owner.Remove(this);

    /// <summary>Counts a request; false when it is not affected.</summary>
    internal bool TryHit(string path)
    {
        if (!PathPattern.Matches(Path, path) || Interlocked.Increment(ref _hits) is var hit && hit > _times)
        {
            return false;
        }

        if (hit == _times)
        {
            _owner.Remove(this);
        }

        return true;
    }
}
