using System.Security.Cryptography;

namespace Signet.Server.Background;

/// <summary>Exponential backoff with a cap and jitter.</summary>
/// <param name="First">The delay after the first failure.</param>
/// <param name="Max">The longest delay.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Max)
{
    /// <summary>Each delay is shortened by a random part of this fraction, so that items that failed together are not retried together.</summary>
    private const double Jitter = 0.25;

    private const int JitterSteps = 1000;

    /// <summary>For items of a queue: 100 ms, doubled up to 30 s.</summary>
    public static Backoff OfItems { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

    /// <summary>For services: 100 ms, doubled up to 5 s. While the cache follower waits, readers see old objects.</summary>
    public static Backoff OfServices { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    /// <summary>The delay after a number of consecutive failures.</summary>
    public TimeSpan DelayAfter(int failures)
    {
        // 2^40 times a millisecond is more than any cap; beyond it the product would overflow.
        var nominal = First * Math.Pow(2, Math.Min(failures - 1, 40));
        var capped = nominal < Max ? nominal : Max;
        return capped * (1 - (Jitter * RandomNumberGenerator.GetInt32(JitterSteps) / JitterSteps));
    }
}
