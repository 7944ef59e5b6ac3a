using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Testing;
using Signet.Tests.Http;

namespace Signet.Tests.Audit.Output;

/// <summary>Several outputs at once, each with its own queue and limits.</summary>
public sealed class AuditSinksTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedOutput _first = new();
    private readonly ScriptedOutput _second = new();
    private readonly CountedMetrics _metrics = new();
    private readonly CollectedLogger<AuditLog> _log = new();
    private readonly CollectedLogger<AuditSinks> _logger = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Append_OneOutputIsStuck_TheOtherHasTheEvent()
    {
        _first.TakenAtOnce = 0;
        await using var sinks = Open(new AuditSinkOptions(), new AuditSinkOptions { Mode = AuditMode.Blocking });
        var audited = EventOf("", "");

        await sinks.AppendAsync(audited, isReceipt: false, TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Equal("", _first.Text);
        Assert.Equal("ResponseComplete", (string?)JsonNode.Parse(_second.Text)!["stage"]);
        Assert.Equal((1, 1), (_metrics["apiserver_audit_event_total"], _metrics["apiserver_audit_level_total RequestResponse"]));
        _first.TakenAtOnce = int.MaxValue;
        await TestLines.UntilAsync(_time, () => _first.Text == _second.Text);
    }

    [Fact]
    public async Task Append_LargeBodies_AreLeftOutWhereTheOutputTruncates()
    {
        await using (var sinks = Open(new AuditSinkOptions { MaxEventBytes = 1000 }, new AuditSinkOptions()))
        {
            sinks.Append(EventOf($$"""{"a":"{{new string('x', 600)}}"}""", $$"""{"b":"{{new string('y', 600)}}"}"""));
        }

        var (small, large) = (JsonNode.Parse(_first.Text)!.AsObject(), JsonNode.Parse(_second.Text)!.AsObject());
        Assert.False(small.ContainsKey("requestObject") || small.ContainsKey("responseObject"));
        Assert.Equal("true", (string?)small["annotations"]!["audit.k8s.io/truncated"]);
        Assert.True(large.ContainsKey("requestObject") && large.ContainsKey("responseObject"));
    }

    [Fact]
    public async Task Append_TooLargeWithoutBodies_IsDroppedCountedAndFailsAStrictRequest()
    {
        await using var sinks = Open(new AuditSinkOptions { MaxEventBytes = 20, Mode = AuditMode.BlockingStrict }, new AuditSinkOptions());

        var failed = await Assert.ThrowsAsync<AuditFailedException>(
            () => sinks.AppendAsync(EventOf("", ""), isReceipt: true, TestContext.Current.CancellationToken).AsTask());

        Assert.False(failed.IsProcessed);
        Assert.Equal(1, _metrics["signet_audit_dropped_events_total log too_large"]);
        Assert.Equal(1, _metrics["apiserver_audit_requests_rejected_total"]);
        Assert.Contains("[7004]", _logger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_StrictOutputIsStuck_FailsAfterItsLimit()
    {
        var disk = new TaskCompletionSource();
        _first.Pause = disk.Task;
        await using var sinks = Open(new AuditSinkOptions { Mode = AuditMode.BlockingStrict }, new AuditSinkOptions());
        var waiting = sinks.AppendAsync(EventOf("", ""), isReceipt: false, TestContext.Current.CancellationToken).AsTask();
        await TestLines.UntilAsync(_time, () => waiting.IsCompleted);

        Assert.True((await Assert.ThrowsAsync<AuditFailedException>(() => waiting)).IsProcessed);
        await TestLines.UntilAsync(_time, () => sinks.Fault?.StartsWith("log: ", StringComparison.Ordinal) == true);
        disk.SetResult();
    }

    [Fact]
    public async Task WaitForCapacity_StrictQueueIsFull_Fails()
    {
        _first.Fault = () => new IOException("no space left");
        await using var sinks = Open(new AuditSinkOptions { Mode = AuditMode.BlockingStrict, MaxQueuedEvents = 1 }, new AuditSinkOptions());
        sinks.Append(EventOf("", ""));

        await Assert.ThrowsAsync<AuditFailedException>(() => sinks.WaitForCapacityAsync(default).AsTask());
        _first.Fault = null;
        await TestLines.UntilAsync(_time, () => sinks.All[0].PendingEvents == 0);
        await sinks.WaitForCapacityAsync(default);
    }

    private static AuditEvent EventOf(string request, string response) => new()
    {
        Request = TestRequests.Received(TestRequests.Http("GET", "/version"), new FakeTimeProvider()),
        Stage = AuditStage.ResponseComplete,
        StageTime = DateTimeOffset.UnixEpoch,
        Level = AuditLevel.RequestResponse,
        Code = 200,
        RequestObject = System.Text.Encoding.UTF8.GetBytes(request),
        ResponseObject = System.Text.Encoding.UTF8.GetBytes(response),
    };

    private AuditSinks Open(AuditSinkOptions first, AuditSinkOptions second)
    {
        var metrics = new AuditMetrics(_metrics.Set);
        return new AuditSinks(
            [new AuditLog(_first, _time, _log, first, metrics), new AuditLog(_second, _time, _log, second, metrics)], _time, metrics, _logger);
    }
}
