using Microsoft.Extensions.Time.Testing;
using Signet.Server.Outbound;

namespace Signet.Tests.Outbound;

/// <summary>The bound of requests to a webhook.</summary>
public sealed class WebhookSlotsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task TryEnter_MoreThanAllowed_WaitThenAreRefused()
    {
        using var slots = new WebhookSlots(2, 2, Limit, _time);
        Assert.True(await slots.TryEnterAsync(default) && await slots.TryEnterAsync(default));
        var (first, second) = (slots.TryEnterAsync(default).AsTask(), slots.TryEnterAsync(default).AsTask());

        Assert.False(await slots.TryEnterAsync(default));
        Assert.False(first.IsCompleted || second.IsCompleted);
        slots.Release();
        slots.Release();

        Assert.True(await first && await second);
        Assert.Equal(1, slots.Refused);
    }

    [Fact]
    public async Task TryEnter_WaitsTooLong_IsRefusedAndItsPlaceIsFree()
    {
        using var slots = new WebhookSlots(1, 1, Limit, _time);
        Assert.True(await slots.TryEnterAsync(default));
        var waiting = slots.TryEnterAsync(default).AsTask();

        _time.Advance(Limit);

        Assert.False(await waiting);
        var next = slots.TryEnterAsync(default).AsTask();
        slots.Release();
        Assert.True(await next);
    }

    [Fact]
    public async Task TryEnter_Cancelled_ThrowsAndKeepsNothing()
    {
        using var slots = new WebhookSlots(1, 1, Limit, _time);
        using var cancelling = new CancellationTokenSource();
        Assert.True(await slots.TryEnterAsync(default));
        var waiting = slots.TryEnterAsync(cancelling.Token).AsTask();

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, slots.Refused);
        slots.Release();
        Assert.True(await slots.TryEnterAsync(default));
    }
}
