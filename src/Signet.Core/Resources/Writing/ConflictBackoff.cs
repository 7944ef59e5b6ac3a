using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Limits the attempts of a write with conflicting commits. The first retries are immediate, as in apiserver; later ones wait for a growing
/// time with jitter, so that many writers of one object do not conflict in step.
/// </summary>
internal sealed class ConflictBackoff(TimeProvider time)
{
    /// <summary>The number of conflicts after which a write fails; 4 to 8 s of waiting.</summary>
    public const int MaxConflicts = 32;

    private const int ImmediateRetries = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(320);
    private int _conflicts;

    /// <summary>Waits before the next attempt; false when there is none.</summary>
    public async ValueTask<bool> TryAgainAsync(CancellationToken cancellationToken)
    {
        if (++_conflicts >= MaxConflicts)
        {
            return false;
        }

        if (_conflicts > ImmediateRetries)
        {
            await Task.Delay(DelayOf(_conflicts - ImmediateRetries - 1), time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>
    /// The error when there is no other attempt: a 409, since nothing was written. Apiserver's 504 at its deadline leaves that open;
    /// clients retry both.
    /// </summary>
    public static StatusError Exhausted(GroupResource resource, string name) => StatusErrors.Modified(resource, name);

    /// <summary>Between half of the maximum delay and all of it. Timers count in milliseconds: a delay below 1 ms would not wait.</summary>
    private static TimeSpan DelayOf(int doublings)
    {
        var longest = Math.Min(FirstDelay.Ticks << Math.Min(doublings, 16), MaxDelay.Ticks);
        return TimeSpan.FromTicks((longest / 2) + RandomNumberGenerator.GetInt32((int)(longest / 2) + 1));
    }
}
