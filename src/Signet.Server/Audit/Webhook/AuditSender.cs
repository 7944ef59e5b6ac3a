using System.Buffers;
using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;
using Signet.Server.Concurrency;
using Signet.Server.Outbound;

namespace Signet.Server.Audit.Webhook;

/// <summary>
/// Sends events to the webhook until it has accepted them: a request without a 2xx answer is repeated with backoff. An event that the webhook refuses again
/// and again (400, 413, 422) is dropped, so that the others are sent. Used by one thread at a time.
/// </summary>
/// <param name="client">The client. Disposed with this object.</param>
/// <param name="options">The settings of the webhook.</param>
/// <param name="queue">The queue that the events are from.</param>
/// <param name="losses">Counts dropped events.</param>
/// <param name="metrics">The metrics.</param>
/// <param name="time">The clock of pauses.</param>
/// <param name="logger">The logger.</param>
internal sealed class AuditSender(
    WebhookClient client, AuditWebhookOptions options, AuditQueue queue, AuditLosses losses, AuditMetrics metrics, TimeProvider time, ILogger logger)
    : IDisposable
{
    private const int MaxRefusals = 5;
    private static readonly TimeSpan ShutdownPause = TimeSpan.FromMilliseconds(500);

    private readonly ArrayBufferWriter<byte> _document = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _end = new();
    private readonly AuditBackoff _backoff = new(options.InitialBackoff, grows: options.Mode == AuditMode.Batch);
    private readonly TokenBucket? _throttle =
        options is { IsThrottled: true, Mode: AuditMode.Batch } ? new TokenBucket(options.ThrottleRate, options.ThrottleBurst, time) : null;

    private volatile string? _fault;

    /// <summary>Why the last attempt failed; null after a success.</summary>
    public string? Fault => _fault;

    /// <summary>Cancelled when the server stops: nothing waits for more events, and pauses are short.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>The server stops.</summary>
    public Task DrainAsync() => _draining.CancelAsync();

    /// <summary>The time for the drain is over.</summary>
    public void End() => _end.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        _draining.Dispose();
        _end.Dispose();
    }

    /// <summary>Sends events until the webhook has them; false when the server stops first.</summary>
    public async ValueTask<bool> DeliverAsync(ReadOnlyMemory<AuditLine> lines)
    {
        for (var refusals = 0; !lines.IsEmpty;)
        {
            if (!await PauseAsync(_throttle?.TryTake(TimeSpan.MaxValue) ?? TimeSpan.Zero).ConfigureAwait(false))
            {
                return false;
            }

            var (code, fault) = await PostAsync(lines).ConfigureAwait(false);
            if (fault is null)
            {
                Succeed();
                Release(lines.Span, null);
                return true;
            }

            Fail(fault, lines.Span);
            if (code is 400 or 413 or 422)
            {
                // The webhook works, but does not take this request. Perhaps it takes a smaller one, or all events but one.
                if (lines.Length > 1)
                {
                    var half = lines.Length / 2;
                    return await DeliverAsync(lines[..half]).ConfigureAwait(false) && await DeliverAsync(lines[half..]).ConfigureAwait(false);
                }

                if (++refusals == MaxRefusals)
                {
                    losses.Add(AuditDrop.Rejected, 1);
                    Release(lines.Span, fault);
                    return true;
                }
            }

            if (!await PauseAsync(_backoff.Next()).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<WebhookPostResult> PostAsync(ReadOnlyMemory<AuditLine> lines)
    {
        _document.ResetWrittenCount();
        AuditEventList.Write(_document, lines.Span);
        try
        {
            return await client.PostOnceAsync(_document.WrittenMemory, _end.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Every exception is retried, until the server ends: a sender that ended here would drop all later events.
            return new(0, exception.Message);
        }
    }

    /// <summary>Waits; not for long while the server stops. False when it ends now.</summary>
    private async ValueTask<bool> PauseAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(_draining.IsCancellationRequested && pause > ShutdownPause ? ShutdownPause : pause, time, LinkedEnd).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Either the drain begins, which cuts the pause short, or the time for it is over.
            }
        }

        return !_end.IsCancellationRequested;
    }

    /// <summary>Before the drain a pause ends when it begins.</summary>
    private CancellationToken LinkedEnd => _draining.IsCancellationRequested ? _end.Token : _draining.Token;

    private void Release(ReadOnlySpan<AuditLine> lines, string? fault)
    {
        long bytes = 0;
        foreach (var line in lines)
        {
            bytes += line.Length;
            line.Receipt?.TrySetResult(fault);
            line.Return();
        }

        queue.Release(bytes, lines.Length);
    }

    private void Succeed()
    {
        _backoff.Reset();
        if (_fault is not null)
        {
            _fault = null;
            Log.SendRecovered(logger);
        }
    }

    private void Fail(string fault, ReadOnlySpan<AuditLine> lines)
    {
        var isNew = _fault is null;
        _fault = fault;
        metrics.AttemptFailed(AuditWebhook.Name);
        if (isNew)
        {
            Log.SendFailed(logger, fault);
        }

        if (options.Mode == AuditMode.BlockingStrict)
        {
            foreach (var line in lines)
            {
                line.Receipt?.TrySetResult(fault);
            }

            queue.FailReceipts(fault);
        }
    }
}
