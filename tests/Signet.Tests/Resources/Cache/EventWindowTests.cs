using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>A watcher gets every event after its revision in order, or an expiry; it never misses an event silently.</summary>
public sealed class EventWindowTests
{
    private const int Capacity = 8;

    [Fact]
    public void Find_AnyRevision_IsThePositionAfterItOrNull() =>
        Gen.Select(Gen.Int[1, 3].Array[0, 30], Gen.Int[0, 100], Gen.Int[0, 40]).Sample(sample =>
        {
            var (steps, resetAt, after) = sample;
            var window = new EventWindow(Capacity);
            window.Reset(Revision.Zero);
            var (revision, all, oldest) = (0L, new List<long>(), 0L);
            for (var i = 0; i < steps.Length; i++)
            {
                if (i == resetAt)
                {
                    window.Reset(new Revision(revision));
                    all.Clear();
                    oldest = revision;
                }

                // Sometimes several events have one revision.
                revision += steps[i] - 1;
                window.Append(Event(revision));
                all.Add(revision);
                if (all.Count > Capacity)
                {
                    oldest = all[^(Capacity + 1)];
                }
            }

            var start = window.Find(new Revision(after));
            if (after < oldest)
            {
                Assert.Null(start);
                return;
            }

            var expected = all.TakeLast(Capacity).Where(one => one > after).ToList();
            var found = new List<long>();
            for (var at = Assert.NotNull(start) + 1; at <= window.Last; at++)
            {
                found.Add(window.At(at)!.Object.Revision.Value);
            }

            Assert.Equal(expected, found);
        });

    [Fact]
    public void TryRead_AfterAReset_IsExpired()
    {
        var window = new EventWindow(Capacity);
        window.Reset(Revision.Zero);
        window.Append(Event(1));
        var watch = new ResourceWatch(window, window.Find(new Revision(1))!.Value, new ObjectKey("", ""));
        window.Reset(new Revision(5));

        Assert.False(watch.TryRead(out _, out var isExpired));

        Assert.True(isExpired);
        Assert.Null(window.Find(new Revision(4)));
        Assert.NotNull(window.Find(new Revision(5)));
    }

    /// <summary>Readers of different speeds, with appends and an occasional reset.</summary>
    [Fact]
    public async Task TryRead_WhileEventsCome_HasNoGapWithoutExpiry()
    {
        const int Last = 50_000;
        var window = new EventWindow(64);
        window.Reset(Revision.Zero);
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            var (position, expired) = (0L, 0);
            var random = new SeededSequence(reader);
            while (position < Last)
            {
                var from = position;
                if (window.Find(new Revision(from)) is not { } start)
                {
                    // Like a client that lists: starts at the newest state.
                    position = Math.Max(position, window.Oldest.Value);
                    expired++;
                    continue;
                }

                var watch = new ResourceWatch(window, start, new ObjectKey("", ""));
                while (position < Last)
                {
                    if (watch.TryRead(out var change, out var isExpired))
                    {
                        Assert.Equal(position + 1, change!.Object.Revision.Value);
                        position++;
                        if (random.Next(64) == 0)
                        {
                            await Task.Yield();
                        }
                    }
                    else if (isExpired)
                    {
                        expired++;
                        break;
                    }
                    else
                    {
                        await watch.WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
                    }
                }
            }

            return expired;
        })).ToList();

        for (var i = 1; i <= Last; i++)
        {
            window.Append(Event(i));
            if (i % 10_000 == 0)
            {
                window.Reset(new Revision(i));
            }

            if (i % 32 == 0)
            {
                await Task.Yield();
            }
        }

        await Task.WhenAll(readers).WaitAsync(Patience.Limit);
    }

    /// <summary>The time limit passes while events come: the signal has fired, but its task has not completed on a thread yet.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_TimeLimitWhileTheSignalFires_SkipsNothing(bool isReset)
    {
        var time = new FakeTimeProvider();
        for (var i = 0; i < 2000; i++)
        {
            var window = new EventWindow(Capacity);
            window.Reset(Revision.Zero);
            var watch = new ResourceWatch(window, window.Find(Revision.Zero)!.Value, new ObjectKey("", ""));
            var waiting = watch.WaitAsync(TimeSpan.FromSeconds(1), time, CancellationToken.None).AsTask();
            if (isReset)
            {
                window.Reset(new Revision(1));
            }
            else
            {
                window.Append(Event(1));
            }

            window.Append(Event(2));
            window.Append(Event(3));
            time.Advance(TimeSpan.FromSeconds(1));
            await waiting;

            Assert.Equal(!isReset, watch.TryRead(out var change, out var isExpired));
            Assert.Equal((isReset, isReset ? null : 1L), (isExpired, change?.Object.Revision.Value));
        }
    }

    private static ObjectEvent Event(long revision) => new(
        ObjectEventType.Modified, new StoredObject { Key = new ObjectKey("ns", "a"), Uid = "u", Revision = new Revision(revision), Json = default }, null);
}
