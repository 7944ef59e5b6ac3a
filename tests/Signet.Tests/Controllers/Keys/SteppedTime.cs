using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Signet.Testing;

namespace Signet.Tests.Controllers.Keys;

/// <summary>A clock that moves from timer to timer: it waits until the tested code waits for one, so that no time passes while that code runs.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits for the next timer, and advances to its time.</summary>
    public async Task StepAsync() => Advance(await _timers.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit));

    /// <summary>Steps until a condition holds, and the code that made it true waits again.</summary>
    public async Task StepUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await StepAsync();
        }

        await StepAsync();
    }
}
