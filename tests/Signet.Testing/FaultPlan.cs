namespace Signet.Testing;

/// <summary>
/// Chooses the faults of a <see cref="FaultyStore"/> at random. A seed determines the sequence of choices, independent of the calls.
/// </summary>
/// <param name="perMille">The frequency of each fault, in thousandths.</param>
internal sealed class FaultPlan(int seed, IReadOnlyDictionary<StoreFault, int> perMille)
{
    private readonly SeededSequence _sequence = new(seed);

    /// <summary>The fault of the next call.</summary>
    public StoreFault Choose(StoreCall call)
    {
        var number = _sequence.Next(1000);
        foreach (var (fault, share) in perMille)
        {
            if (number < share)
            {
                return fault == StoreFault.Compacted && call != StoreCall.Batch ? StoreFault.None : fault;
            }

            number -= share;
        }

        return StoreFault.None;
    }

    /// <summary>The duration of the next delay, up to 50 ms.</summary>
    public TimeSpan NextDelay() => TimeSpan.FromMilliseconds(_sequence.Next(50));
}
