using System.Buffers;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;
using Signet.Testing;

namespace Signet.Tests.Audit.Output;

/// <summary>The background writer: order, batches, backpressure, failures and shutdown.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_ManyLinesFromManyThreads_AreAllThereAtTheEnd()
    {
        var path = _folder.File("audit.log");
        await File.WriteAllTextAsync(path, "old\n");
        var time = new FakeTimeProvider();
        await using (var log = new AuditLog(AuditOutputs.Open(path, time), time, NullLogger<AuditLog>.Instance))
        {
            Parallel.For(0, 2000, i => log.Append(LineOf($"line {i}")));
        }

        var lines = await File.ReadAllLinesAsync(path);

        Assert.Equal("old", lines[0]);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"line {i}").Order(StringComparer.Ordinal), lines[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Write_FileTruncatedByRotation_ContinuesAtTheNewEnd()
    {
        var path = _folder.File("audit.log");
        using var output = AuditOutputs.Open(path, TimeProvider.System);
        Assert.Equal(6, output.Write("first\n"u8));
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        output.Write("second\n"u8);

        Assert.Equal("second\n", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Append_OutputFails_IsRetriedWithoutLoss()
    {
        var time = new FakeTimeProvider();
        using var stream = new FailingStream { Failures = 2 };
        await using var log = new AuditLog(new AuditStream(stream), time, NullLogger<AuditLog>.Instance);
        log.Append(LineOf("a"));
        log.Append(LineOf("b"));
        await UntilAsync(time, () => log.Fault == "no space left");

        await UntilAsync(time, () => log.PendingBytes == 0);

        Assert.Null(log.Fault);
        Assert.Equal("a\nb\n", stream.Text);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(NullReferenceException))]
    public async Task Append_OutputThrowsAnyException_IsReportedAndRetried(Type kind)
    {
        var time = new FakeTimeProvider();
        using var output = new ScriptedOutput
        {
            Fault = () => kind == typeof(ObjectDisposedException) ? new ObjectDisposedException("it") : (Exception)Activator.CreateInstance(kind)!,
        };
        await using var log = new AuditLog(output, time, NullLogger<AuditLog>.Instance);
        log.Append(LineOf("a"));
        await UntilAsync(time, () => log.Fault is not null);
        log.Append(LineOf("b"));

        output.Fault = null;
        await UntilAsync(time, () => log.PendingBytes == 0 && log.Fault is null);

        Assert.Equal("a\nb\n", output.Text);
    }

    [Fact]
    public async Task Append_OutputAcceptsNothing_IsAFaultUntilItDoes()
    {
        var time = new FakeTimeProvider();
        using var output = new ScriptedOutput { TakenAtOnce = 0 };
        await using var log = new AuditLog(output, time, NullLogger<AuditLog>.Instance);
        log.Append(LineOf("a"));
        await UntilAsync(time, () => log.Fault is not null);
        Assert.Contains("has accepted nothing", log.Fault, StringComparison.Ordinal);

        output.TakenAtOnce = 1;
        await UntilAsync(time, () => log.PendingBytes == 0 && log.Fault is null);

        Assert.Equal("a\n", output.Text);
    }

    [Fact]
    public async Task Idle_OutputFails_IsAFaultBeforeAnyEvent()
    {
        var time = new FakeTimeProvider();
        using var output = new ScriptedOutput();
        await using var log = new AuditLog(output, time, NullLogger<AuditLog>.Instance);
        Assert.Null(log.Fault);

        output.Fault = () => new IOException("nothing reads it");
        await UntilAsync(time, () => log.Fault == "nothing reads it");
        output.Fault = null;
        await UntilAsync(time, () => log.Fault is null);
    }

    [Fact]
    public async Task Reopen_Idle_ReachesTheOutput()
    {
        var time = new FakeTimeProvider();
        using var output = new ScriptedOutput();
        await using var log = new AuditLog(output, time, NullLogger<AuditLog>.Instance);
        await UntilAsync(time, () => output.Checks > 0);
        Assert.Equal(0, output.Reopened);

        log.Reopen();

        await UntilAsync(time, () => output.Reopened == 1);
    }

    [Fact]
    public async Task WaitForCapacity_QueueFull_CompletesWhenItIsWritten()
    {
        var time = new FakeTimeProvider();
        using var stream = new FailingStream { Failures = int.MaxValue };
        await using var log = new AuditLog(new AuditStream(stream), time, NullLogger<AuditLog>.Instance);
        Assert.True(log.WaitForCapacityAsync(default).AsTask().IsCompletedSuccessfully);
        log.Append(new AuditLine(ArrayPool<byte>.Shared.Rent(AuditQueue.MaxBytes), AuditQueue.MaxBytes));
        var waiting = log.WaitForCapacityAsync(default).AsTask();
        using var impatient = new CancellationTokenSource();
        var givingUp = log.WaitForCapacityAsync(impatient.Token).AsTask();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givingUp);
        Assert.False(waiting.IsCompleted);
        stream.Failures = 0;
        await UntilAsync(time, () => waiting.IsCompleted);
        await waiting;
    }

    [Fact]
    public async Task Dispose_OutputFailsPermanently_TimesOut()
    {
        var time = new FakeTimeProvider();
        using var stream = new FailingStream { Failures = int.MaxValue };
        var log = new AuditLog(new AuditStream(stream), time, NullLogger<AuditLog>.Instance);
        log.Append(LineOf("a"));
        await UntilAsync(time, () => log.Fault is not null);

        var ending = log.DisposeAsync().AsTask();
        await UntilAsync(time, () => ending.IsCompleted);

        await ending;
        Assert.True(log.PendingBytes > 0);
    }

    private static AuditLine LineOf(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64);
        return new AuditLine(buffer, Encoding.UTF8.GetBytes(text + "\n", buffer));
    }

    private static async Task UntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Patience.Limit, "it does not happen");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private sealed class FailingStream : Stream
    {
        private readonly MemoryStream _written = new();

        public volatile int Failures;

        public string Text => Encoding.UTF8.GetString(_written.ToArray());

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Failures > 0)
            {
                Failures--;
                throw new IOException("no space left");
            }

            _written.Write(buffer, offset, count);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _written.Dispose();
            base.Dispose(disposing);
        }
    }
}
