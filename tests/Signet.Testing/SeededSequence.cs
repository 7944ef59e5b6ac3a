namespace Signet.Testing;

/// <summary>A sequence of numbers determined by a seed (SplitMix64). Thread-safe.</summary>
internal sealed class SeededSequence(int seed)
{
    private const long Step = unchecked((long)0x9E3779B97F4A7C15);
    private long _state = seed;

    /// <summary>A number from 0 to below a limit.</summary>
    public int Next(int limit)
    {
        var mixed = unchecked((ulong)Interlocked.Add(ref _state, Step));
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}
