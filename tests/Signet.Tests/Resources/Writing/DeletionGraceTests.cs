using CsCheck;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Tests.Controllers;

namespace Signet.Tests.Resources.Writing;

/// <summary>The deletion time of objects after repeated deletions.</summary>
public sealed class DeletionGraceTests
{
    [Theory]
    [InlineData(100, 4, 2, 0, 1)]
    [InlineData(100, 4, 1, 0, 1)]
    [InlineData(100, 4, -9, 0, 1)]
    [InlineData(100, 4, 30, 26, 30)]
    [InlineData(100, 4, 4, 0, 4)]
    [InlineData(100, 4, 100, 96, 100)]
    [InlineData(100, 4, 200, 96, 100)]
    [InlineData(100, 200, 50, 0, 1)]
    public async Task DeleteAgain_WithAShorterPeriod_CountsFromTheFirstDeletionAndNeverEndsInThePast(
        long first, int later, long second, int endsIn, long grace)
    {
        await using var stage = await ControllerStage.StartAsync();
        var pod = await stage.MakePodAsync("p", "n");
        await stage.DeleteAsync(pod, grace: first);
        stage.Time.Advance(TimeSpan.FromSeconds(later));

        await stage.DeleteAsync(pod, grace: second);

        var metadata = stage.Find(pod)!.Metadata;
        Assert.Equal(grace, metadata.DeletionGracePeriodSeconds);
        Assert.Equal(Timestamps.Format(stage.Time.GetUtcNow().AddSeconds(endsIn)), metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task DeleteAgain_Forced_EndsNow()
    {
        await using var stage = await ControllerStage.StartAsync();
        var pod = await stage.MakePodAsync("p", "n", moreMetadata: "\"finalizers\":[\"example.test/hold\"]");
        await stage.DeleteAsync(pod, grace: 100);
        stage.Time.Advance(TimeSpan.FromSeconds(4));

        await stage.DeleteAsync(pod, grace: 0);

        Assert.Equal(0, stage.Find(pod)!.Metadata.DeletionGracePeriodSeconds);
        Assert.Equal(Timestamps.Format(stage.Time.GetUtcNow()), stage.Find(pod)!.Metadata.DeletionTimestamp);
    }

    /// <summary>For every sequence of grace periods: a deletion never sets a time in the past and never a later one than before.</summary>
    [Fact]
    public async Task Delete_AnySequence_NeverEndsInThePastNorLater()
    {
        await using var stage = await ControllerStage.StartAsync();
        var count = 0;
        var graces = Gen.OneOf(Gen.Long[-5, 120], Gen.Const(long.MaxValue), Gen.Const(long.MinValue), Gen.Const(1L << 40));
        var deletion =
            from later in Gen.Int[0, 90]
            from isGiven in Gen.Bool
            from grace in graces
            select (later, isGiven ? grace : (long?)null);
        await deletion.Array[1, 6].SampleAsync(
            async deletions =>
            {
                var pod = await stage.MakePodAsync($"p{Interlocked.Increment(ref count)}", "n", grace: 60);
                var last = DateTimeOffset.MaxValue;
                foreach (var (later, grace) in deletions)
                {
                    stage.Time.Advance(TimeSpan.FromSeconds(later));
                    await stage.DeleteAsync(pod, grace: grace);
                    if (stage.Cache[KubernetesKinds.Pods].Find(pod.Key) is not { DeletionTimestamp: { } end } found)
                    {
                        return;
                    }

                    // A deletion time that has passed stays, unless a deletion changes it.
                    var now = Timestamps.ToWholeSeconds(stage.Time.GetUtcNow());
                    Assert.True(end >= now || end == last, $"{end} is before {now}");
                    Assert.True(end <= last || last < now, $"{end} is after {last}");
                    Assert.True(ObjectDocument.From(found).Metadata.DeletionGracePeriodSeconds > 0);
                    last = end;
                }
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public async Task Delete_WithAPeriodBeyondTheLastTimestamp_EndsAtTheLastTimestamp()
    {
        await using var stage = await ControllerStage.StartAsync();
        var pod = await stage.MakePodAsync("p", "n");

        await stage.DeleteAsync(pod, grace: long.MaxValue);
        Assert.StartsWith("9999-12-31T", stage.Find(pod)!.Metadata.DeletionTimestamp);
        await stage.DeleteAsync(pod, grace: 30);

        Assert.Equal(Timestamps.Format(stage.Time.GetUtcNow().AddSeconds(30)), stage.Find(pod)!.Metadata.DeletionTimestamp);
    }
}
