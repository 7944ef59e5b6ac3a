using Signet.Core.Admission.Events;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Tests.Admission.Events;

public sealed class EventEvictionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly EventRetention Retention = new() { Lifetime = TimeSpan.FromHours(1), MaxCount = 20, MaxBytes = 10_000 };

    [Fact]
    public void Choose_WithinTheLimits_TakesOnlyExpiredEvents()
    {
        StoredEvent[] events = [Event("a", 1, minutes: 60), Event("a", 2, minutes: 59), Event("b", 3, minutes: 61)];

        Assert.Equal([events[0], events[2]], EventEviction.Choose(events, Retention, Now));
    }

    [Fact]
    public void Choose_TooMany_TakesTheOldestOfTheLargestNamespace()
    {
        var quiet = Enumerable.Range(0, 3).Select(i => Event("quiet", i, minutes: 50 - i)).ToList();
        var noisy = Enumerable.Range(10, 18).Select(i => Event("noisy", i, minutes: 40 - i)).ToList();

        var chosen = EventEviction.Choose([.. noisy, .. quiet], Retention, Now);

        // 21 of 20: down to 18.
        Assert.Equal(noisy.Take(3), chosen);
    }

    [Fact]
    public void Choose_TooLarge_TakesUntilATenthIsFree()
    {
        var events = Enumerable.Range(0, 11).Select(i => Event("a", i, minutes: 30 - i, size: 1000)).ToList();

        Assert.Equal(events.Take(2), EventEviction.Choose(events, Retention, Now));
    }

    private static StoredEvent Event(string ns, int number, int minutes, int size = 100) =>
        new(new ObjectKey(ns, $"e{number}"), new Revision(number + 1), Now - TimeSpan.FromMinutes(minutes), size);
}
