using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>
/// Bounds the attempts of one write whose commits conflict. The first attempts follow each other at once, as in apiserver; later ones wait
/// for a growing time with a random part, so that many writers of one object do not conflict in step.
/// </summary>
internal sealed class ConflictBackoff(TimeProvider time)
{
    /// <summary>After so many conflicts the write fails; 4 to 8 s of waiting.</summary>
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
    /// The 409 when there is no other attempt. Nothing was changed, which the 504 of apiserver's deadline leaves open; clients retry both.
    /// </summary>
    public static StatusError Exhausted(GroupResource resource, string name) => StatusErrors.Modified(resource, name);

    /// <summary>From half of the longest delay to all of it: a delay below 1 ms would be none, timers count in milliseconds.</summary>
    private static TimeSpan DelayOf(int doublings)
    {
        var longest = Math.Min(FirstDelay.Ticks << Math.Min(doublings, 16), MaxDelay.Ticks);
        return TimeSpan.FromTicks((longest / 2) + RandomNumberGenerator.GetInt32((int)(longest / 2) + 1));
    }
}
