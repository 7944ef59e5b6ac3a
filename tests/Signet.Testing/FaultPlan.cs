namespace Signet.Testing;

/// <summary>
/// Chooses the faults of a <see cref="FaultyStore"/> at random: the same seed gives the same sequence of choices, whatever calls get them.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="perMille">How often each fault is chosen, in thousandths.</param>
internal sealed class FaultPlan(int seed, IReadOnlyDictionary<StoreFault, int> perMille)
{
    private readonly SeededSequence _sequence = new(seed);

    /// <summary>The fault of a call.</summary>
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

    /// <summary>How long a delayed call takes: up to 50 ms.</summary>
    public TimeSpan NextDelay() => TimeSpan.FromMilliseconds(_sequence.Next(50));
}
