using System.Net;
using Signet.Server.FlowControl;
using Signet.Server.Http.Answers;
using Signet.Tests.Hosting;

namespace Signet.Tests.FlowControl;

/// <summary>What requests hold while their answers are written: watches and their limits, clients that do not read.</summary>
public sealed class RunningAnswerTests
{
    private const string Watch = "/api/v1/namespaces/default/serviceaccounts?watch=1";

    [Fact]
    public async Task Watch_HasBegun_KeepsNoSeatButCounts()
    {
        await using var server = await RequestFlowTests.StartAsync(
            Watching(begins: true), seats: 1, options => options with { MaxWatchesPerCaller = 2, MaxWatches = 3 });
        var first = await RequestFlowTests.Send(server, "a", Watch);
        var second = await RequestFlowTests.Send(server, "a", Watch);
        await RequestFlowTests.UntilAsync(() => server.Flow!.Levels.All.All(level => level.UsedSeats == 0));
        Assert.Equal(2, server.Flow!.WatchCount);

        // The caller's limit, then the limit of all.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await RequestFlowTests.Send(server, "a", Watch)).StatusCode);
        var other = await RequestFlowTests.Send(server, "b", Watch);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await RequestFlowTests.Send(server, "c", Watch)).StatusCode);
        Assert.Equal("too-many-watches", (await server.Observer.NextAsync()).Reason);
        var exempt = await RequestFlowTests.Send(server, "master", Watch);
        Assert.Equal(HttpStatusCode.OK, exempt.StatusCode);

        first.Dispose();
        exempt.Dispose();
        await RequestFlowTests.UntilAsync(() => server.Flow.WatchCount == 2);
        var third = await RequestFlowTests.Send(server, "a", Watch);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        foreach (var watch in new[] { second, other, third })
        {
            watch.Dispose();
        }

        await RequestFlowTests.FreeAsync(server);
    }

    [Fact]
    public async Task Watch_ClientDoesNotReadTheInitialState_GivesItsSeatBack()
    {
        await using var server = await RequestFlowTests.StartAsync(Watching(begins: false), seats: 1);
        using var watch = await RequestFlowTests.Send(server, "a", Watch);
        var level = server.Flow!.Levels.Of(FlowSchema.GlobalDefault, WorkClass.Watch);
        Assert.Equal(1, level.UsedSeats);

        server.Time.Advance(new FlowControlOptions { Seats = [] }.SendingLimit);

        await RequestFlowTests.UntilAsync(() => level.UsedSeats == 0);
    }

    private static EndpointFor Watching(bool begins) => new((_, _) => new(new Answer.Streaming("application/json", async (output, access, token) =>
    {
        await output.FlushAsync(token);
        if (begins)
        {
            access.NoteBegun();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => { }, TaskScheduler.Default);
    })));
}
