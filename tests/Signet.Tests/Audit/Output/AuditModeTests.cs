using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;
using Signet.Testing;

namespace Signet.Tests.Audit.Output;

/// <summary>What requests wait for, and what is counted, in each mode of the audit log.</summary>
public sealed class AuditModeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedOutput _output = new();
    private readonly CountedMetrics _metrics = new();
    private readonly CollectedLogger<AuditLog> _logger = new();

    public void Dispose()
    {
        _output.Dispose();
        _metrics.Dispose();
    }

    [Theory]
    [InlineData(AuditMode.Blocking, 0)]
    [InlineData(AuditMode.BlockingStrict, 1)]
    public async Task Append_WithAReceipt_CompletesAfterTheWriteAndSyncs(AuditMode mode, int syncs)
    {
        await using var log = Open(mode);
        var receipt = new AuditReceipt();
        log.Append(TestLines.Of("a", receipt));

        Assert.Null(await receipt.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
        Assert.Equal("a\n", _output.Text);
        Assert.Equal(syncs, _output.Syncs);
    }

    [Fact]
    public async Task Append_ManyWhileADiskIsPaused_ShareOneSync()
    {
        var disk = new TaskCompletionSource();
        _output.Pause = disk.Task;
        await using var log = Open(AuditMode.BlockingStrict);
        var first = new AuditReceipt();
        log.Append(TestLines.Of("first", first));
        await TestLines.UntilAsync(_time, () => _output.Syncs == 1);
        var receipts = Enumerable.Range(0, 500).Select(_ => new AuditReceipt()).ToList();
        receipts.ForEach(receipt => log.Append(TestLines.Of("line", receipt)));
        Assert.DoesNotContain(receipts.Append(first), receipt => receipt.Task.IsCompleted);

        disk.SetResult();
        await Task.WhenAll(receipts.Select(receipt => receipt.Task)).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(2, _output.Syncs);
    }

    [Fact]
    public async Task Append_StrictOutputFails_FailsAtOnceAndTheLinesAreWrittenLater()
    {
        await using var log = Open(AuditMode.BlockingStrict);
        _output.SyncFault = () => new IOException("the disk failed");
        var waiting = new AuditReceipt();
        log.Append(TestLines.Of("a", waiting));
        Assert.Equal("the disk failed", await waiting.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));

        // While the fault lasts, requests do not wait.
        var later = new AuditReceipt();
        log.Append(TestLines.Of("b", later));
        Assert.True(later.Task.IsCompletedSuccessfully);
        _output.SyncFault = null;
        await TestLines.UntilAsync(_time, () => log.PendingEvents == 0);

        Assert.Equal(["a", "b"], _output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct());
        Assert.Equal(0, log.Losses.Total);
        Assert.True(_metrics["signet_audit_failed_attempts_total log"] > 0);
        Assert.Equal(0, _metrics["apiserver_audit_error_total log"]);
    }

    [Fact]
    public async Task Append_BlockingOutputFails_WaitsUntilItWorks()
    {
        await using var log = Open(AuditMode.Blocking);
        _output.Fault = () => new IOException("no space left");
        var receipt = new AuditReceipt();
        log.Append(TestLines.Of("a", receipt));
        await TestLines.UntilAsync(_time, () => log.Fault == "no space left");
        Assert.False(receipt.Task.IsCompleted);

        _output.Fault = null;
        await TestLines.UntilAsync(_time, () => receipt.Task.IsCompleted);
        Assert.Null(await receipt.Task);
    }

    [Fact]
    public async Task WaitForCapacity_BufferSizeReached_HoldsRequests()
    {
        await using var log = Open(AuditMode.Batch, maxEvents: 2);
        _output.Fault = () => new IOException("no space left");
        log.Append(TestLines.Of("a"));
        Assert.True(log.WaitForCapacityAsync(default).AsTask().IsCompleted);
        log.Append(TestLines.Of("b"));
        var waiting = log.WaitForCapacityAsync(default).AsTask();
        Assert.False(waiting.IsCompleted);

        _output.Fault = null;
        await TestLines.UntilAsync(_time, () => waiting.IsCompleted);
    }

    [Fact]
    public async Task Dispose_OutputFails_CountsAndLogsWhatIsLost()
    {
        var log = Open(AuditMode.Batch);
        _output.Fault = () => new IOException("no space left");
        for (var i = 0; i < 3; i++)
        {
            log.Append(TestLines.Of("a"));
        }

        var ending = log.DisposeAsync().AsTask();
        await TestLines.UntilAsync(_time, () => ending.IsCompleted);

        Assert.Equal(3, _metrics["signet_audit_dropped_events_total log shutdown"]);
        Assert.Equal(3, _metrics["apiserver_audit_error_total log"]);
        Assert.Contains("3 audit events are lost: the output log did not take them before the server stopped", _logger.Text, StringComparison.Ordinal);
        var late = new AuditReceipt();
        log.Append(TestLines.Of("late", late));
        Assert.Equal("the server has stopped", await late.Task);
        Assert.Equal(4, _metrics["signet_audit_dropped_events_total log shutdown"]);
    }

    [Fact]
    public async Task Append_FullDevice_NothingIsLostSilently()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var log = new AuditLog(
            AuditOutputs.Open("/dev/full", _time, AuditMode.BlockingStrict), _time, _logger, new AuditSinkOptions { Mode = AuditMode.BlockingStrict },
            new AuditMetrics(_metrics.Set));
        var receipt = new AuditReceipt();
        log.Append(TestLines.Of("a", receipt));
        Assert.Contains("No space left", await receipt.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var ending = log.DisposeAsync().AsTask();
        await TestLines.UntilAsync(_time, () => ending.IsCompleted);
        Assert.Equal(1, log.Losses.Total);
    }

    [Fact]
    public async Task Append_FullDisk_IsWrittenWhenThereIsSpace()
    {
        using var disk = SmallDisk.Mount(4);
        await using var log = new AuditLog(
            AuditOutputs.Open(disk.File("audit.log"), _time, AuditMode.BlockingStrict, new AuditRotation { MaxMegabytes = 1 }), _time, _logger,
            new AuditSinkOptions { Mode = AuditMode.BlockingStrict }, new AuditMetrics(_metrics.Set));
        disk.Fill();
        var line = new string('x', 8000);
        var receipt = new AuditReceipt();
        log.Append(TestLines.Of(line, receipt));
        Assert.Contains("No space left", await receipt.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        disk.Free();
        await TestLines.UntilAsync(_time, () => log.PendingEvents == 0);
        Assert.Contains(line, await File.ReadAllLinesAsync(disk.File("audit.log"), TestContext.Current.CancellationToken));
    }

    private AuditLog Open(AuditMode mode, int maxEvents = 0) =>
        new(_output, _time, _logger, new AuditSinkOptions { Mode = mode, MaxQueuedEvents = maxEvents }, new AuditMetrics(_metrics.Set));
}
