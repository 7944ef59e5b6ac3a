using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Webhook;
using Signet.Server.Concurrency;
using Signet.Testing;

namespace Signet.Tests.Audit.Webhook;

/// <summary>The audit webhook against a real server: batches, modes, and every way in which the server fails.</summary>
public sealed class AuditWebhookTests : IAsyncLifetime
{
    private static readonly TimeSpan LongTimeout = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly CountedMetrics _metrics = new();
    private readonly CollectedLogger<AuditWebhook> _logger = new();
    private EventReceiver _receiver = null!;

    private static AuditWebhookOptions AtOnce => new() { MaxBatchWait = TimeSpan.Zero, IsThrottled = false, InitialBackoff = TimeSpan.FromMilliseconds(100) };

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await EventReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Append_Events_AreSentAsAnEventList()
    {
        string? type = null;
        _receiver.Answer = (http, _) =>
        {
            type = $"{http.Request.Method} {http.Request.Path} {http.Request.ContentType}";
            return Task.CompletedTask;
        };
        await using (var webhook = Open(AtOnce with { MaxBatchWait = TimeSpan.FromSeconds(30), MaxBatchSize = 2 }))
        {
            Append(webhook, "a", "b");
            await TestLines.UntilAsync(_time, () => _receiver.Accepted.Count == 1);
        }

        Assert.Equal("POST /events application/json", type);
        Assert.Equal(
            """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{"auditID":"a"},{"auditID":"b"}]}""",
            Assert.Single(_receiver.Accepted).ToJsonString());
    }

    [Fact]
    public async Task Append_FewEvents_WaitForMoreUntilTheMaximum()
    {
        await using var webhook = Open(AtOnce with { MaxBatchWait = TimeSpan.FromSeconds(30), MaxBatchSize = 3 });
        Append(webhook, "a");
        await TestLines.UntilAsync(_time, () => _receiver.Accepted.Count == 1);
        Append(webhook, "b", "c", "d", "e");
        await Patience.UntilAsync(() => Task.FromResult(_receiver.Accepted.Count == 2), "three events are sent without waiting");

        Assert.Equal([1, 3], _receiver.Accepted.Select(list => EventReceiver.IdsOf(list).Count()));
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Count == 5);
    }

    [Fact]
    public async Task Append_MoreBytesThanARequestMayHave_AreSeveralRequestsInOrder()
    {
        await using var webhook = Open(AtOnce with { MaxBatchBytes = 1024, MaxBatchWait = TimeSpan.FromMilliseconds(500) });
        var ids = Enumerable.Range(0, 40).Select(i => $"{i:D100}").Append(new string('z', 3000)).Append("last").ToArray();
        Append(webhook, ids);
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Count == ids.Length);

        Assert.Equal(ids, _receiver.Ids);
        Assert.All(_receiver.Accepted, list => Assert.True(list.ToJsonString().Length <= 1024 || EventReceiver.IdsOf(list).Count() == 1));
    }

    [Fact]
    public async Task Send_ServerErrorsThenRecovery_NothingIsLost()
    {
        _receiver.Answer = async (http, _) =>
        {
            http.Response.StatusCode = _receiver.Requests <= 3 ? 500 : 200;
            await http.Response.WriteAsync("a-secret-of-the-receiver", Ended);
        };
        await using var webhook = Open(AtOnce);
        Append(webhook, "a", "b");
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Distinct().Count() == 2);
        await TestLines.UntilAsync(_time, () => webhook is { PendingEvents: 0, Fault: null });

        Assert.Equal(3, _metrics["signet_audit_failed_attempts_total webhook"]);
        Assert.Equal(0, webhook.Losses.Total);
        Assert.Contains("the response has the status code 500", _logger.Text, StringComparison.Ordinal);
        Assert.Contains("[7121]", _logger.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-of-the-receiver", _logger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnswerIsLost_IsSentAgain()
    {
        var received = new List<string>();
        _receiver.Answer = (http, list) =>
        {
            received.AddRange(EventReceiver.IdsOf(list));
            if (_receiver.Requests == 1)
            {
                http.Abort();
                http.Response.StatusCode = 500;
            }

            return Task.CompletedTask;
        };
        await using var webhook = Open(AtOnce);
        Append(webhook, "a");
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Count == 1);

        Assert.Equal(["a", "a"], received);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        _receiver.Answer = (http, _) =>
        {
            if (_receiver.Requests == 1)
            {
                http.Response.Redirect("/elsewhere");
            }

            return Task.CompletedTask;
        };
        await using var webhook = Open(AtOnce);
        Append(webhook, "a");
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Count == 1);

        Assert.Contains("302", _logger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_OneEventIsRefused_TheOthersAreSentAndItIsCounted()
    {
        _receiver.Answer = (http, list) =>
        {
            http.Response.StatusCode = EventReceiver.IdsOf(list).Contains("bad") ? 413 : 200;
            return Task.CompletedTask;
        };
        await using var webhook = Open(AtOnce with { MaxBatchWait = TimeSpan.FromMilliseconds(500) });
        Append(webhook, "a", "b", "bad", "c", "d", "e");
        await TestLines.UntilAsync(_time, () => webhook.PendingEvents == 0);

        Assert.Equal(["a", "b", "c", "d", "e"], _receiver.Ids);
        Assert.Equal(1, _metrics["signet_audit_dropped_events_total webhook rejected"]);
        Assert.Contains("dropped 1 events", _logger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_ReceiverHangsAndTheQueueIsFull_DropsAndCounts()
    {
        var released = new TaskCompletionSource();
        _receiver.Answer = (_, _) => released.Task;
        await using var webhook = Open(AtOnce with { BufferSize = 10, MaxBatchSize = 1 });
        for (var i = 0; i < 25; i++)
        {
            Append(webhook, $"{i}");
            Assert.True(webhook.WaitForCapacityAsync(default).AsTask().IsCompletedSuccessfully);
        }

        Assert.Equal(15, webhook.Losses.Total);
        Assert.Equal(15, _metrics["apiserver_audit_error_total webhook"]);
        Assert.Equal(15, _metrics["signet_audit_dropped_events_total webhook queue_full"]);
        Assert.Single(_logger.Text.Split('\n'), line => line.Contains("[7003]", StringComparison.Ordinal));
        released.SetResult();
        await TestLines.UntilAsync(_time, () => webhook.PendingEvents == 0);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), _receiver.Ids);
    }

    [Fact]
    public async Task Send_ReceiverHangs_IsAFaultAfterTheTimeout()
    {
        var released = new TaskCompletionSource();
        _receiver.Answer = (_, _) => _receiver.Requests == 1 ? released.Task : Task.CompletedTask;
        await using var webhook = Open(AtOnce, timeout: TimeSpan.FromMilliseconds(300));
        Append(webhook, "a");
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Count == 1);

        Assert.Contains("no response within 0.3 s", _logger.Text, StringComparison.Ordinal);
        released.SetResult();
    }

    [Fact]
    public async Task Append_Blocking_WaitsForTheAnswerAndSharesRequests()
    {
        var released = new TaskCompletionSource();
        _receiver.Answer = (_, _) => released.Task;
        await using var webhook = Open(AtOnce with { Mode = AuditMode.Blocking, MaxBatchWait = TimeSpan.FromHours(1) });
        var first = new AuditReceipt();
        webhook.Append(LineOf("first", first));
        await Patience.UntilAsync(() => Task.FromResult(_receiver.Requests == 1), "the first is sent");
        var receipts = Enumerable.Range(0, 300).Select(_ => new AuditReceipt()).ToList();
        receipts.ForEach(receipt => webhook.Append(LineOf("later", receipt)));
        Assert.DoesNotContain(receipts.Append(first), receipt => receipt.Task.IsCompleted);

        released.SetResult();
        Assert.All(await Task.WhenAll(receipts.Select(receipt => receipt.Task)).WaitAsync(Patience.Limit, Ended), Assert.Null);
        Assert.Equal(2, _receiver.Requests);
    }

    [Fact]
    public async Task Append_StrictAndReceiverFails_FailsAndIsSentLater()
    {
        _receiver.Answer = (http, _) =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using var webhook = Open(AtOnce with { Mode = AuditMode.BlockingStrict });
        var receipt = new AuditReceipt();
        webhook.Append(LineOf("a", receipt));
        Assert.Contains("503", await receipt.Task.WaitAsync(Patience.Limit, Ended), StringComparison.Ordinal);

        _receiver.Answer = null;
        await TestLines.UntilAsync(_time, () => _receiver.Ids.Count == 1 && webhook.PendingEvents == 0);
        Assert.Equal(0, webhook.Losses.Total);
    }

    [Fact]
    public async Task Dispose_EventsWaitForMore_SendsThem()
    {
        var webhook = Open(AtOnce with { MaxBatchWait = TimeSpan.FromHours(1) });
        Append(webhook, "a", "b");

        await webhook.DisposeAsync().AsTask().WaitAsync(Patience.Limit, Ended);

        Assert.Equal(["a", "b"], _receiver.Ids);
        Assert.Equal(0, webhook.Losses.Total);
    }

    [Fact]
    public async Task Dispose_ReceiverIsDown_CountsAndLogsWhatIsLost()
    {
        _receiver.Answer = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var webhook = Open(AtOnce with { InitialBackoff = TimeSpan.FromHours(1), MaxBatchSize = 1 });
        Append(webhook, "a", "b", "c");
        await Patience.UntilAsync(() => Task.FromResult(webhook.Fault is not null), "the first attempt fails");

        var ending = webhook.DisposeAsync().AsTask();
        await TestLines.UntilAsync(_time, () => ending.IsCompleted);

        Assert.Equal(3, _metrics["signet_audit_dropped_events_total webhook shutdown"]);
        Assert.Contains("3 audit events are lost: the output webhook did not take them before the server stopped", _logger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Throttle_BurstThenRate_WaitsForTheRate()
    {
        var throttle = new TokenBucket(10.0, 3, _time);

        Assert.Equal([0, 0, 0, 100, 200], Enumerable.Range(0, 5).Select(_ => (int)Math.Round(throttle.TryTake(TimeSpan.MaxValue)!.Value.TotalMilliseconds)));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, throttle.TryTake(TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData(true, "100 150 225")]
    [InlineData(false, "100 100 100")]
    public void Backoff_Failures_GrowsInTheModeBatchOnly(bool grows, string expected)
    {
        var backoff = new AuditBackoff(TimeSpan.FromMilliseconds(100), grows);

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, 3).Select(_ => backoff.Next().TotalMilliseconds)));
        Assert.True(Enumerable.Range(0, 100).Select(_ => backoff.Next()).Last() <= TimeSpan.FromMinutes(1));
        backoff.Reset();
        Assert.Equal(TimeSpan.FromMilliseconds(100), backoff.Next());
    }

    private static AuditLine LineOf(string id, AuditReceipt? receipt = null) => TestLines.Of($$"""{"auditID":"{{id}}"}""", receipt);

    private static void Append(AuditWebhook webhook, params string[] ids) => Array.ForEach(ids, id => webhook.Append(LineOf(id)));

    private AuditWebhook Open(AuditWebhookOptions options, TimeSpan? timeout = null) =>
        new(_receiver.Client(timeout ?? LongTimeout), options, _time, new AuditMetrics(_metrics.Set), _logger);
}
