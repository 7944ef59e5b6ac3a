using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Output;
using Signet.Server.Outbound;

namespace Signet.Server.Audit.Webhook;

/// <summary>
/// Queues audit events and sends them to a webhook, many with one request, each at least once: a request without a 2xx answer is repeated with backoff. In
/// the mode batch the queue is bounded, and events that it has no room for are dropped and counted; in the other modes new requests are held or fail.
/// </summary>
internal sealed class AuditWebhook : IAuditSink
{
    /// <summary>The name in metrics and log.</summary>
    public const string Name = "webhook";

    private const string Stopped = "the server has stopped";
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);
    private readonly AuditWebhookOptions _options;
    private readonly AuditQueue _queue;
    private readonly AuditSender _sender;
    private readonly TimeProvider _time;
    private readonly Task _sending;

    /// <summary>Starts sending. The client is disposed with this object.</summary>
    public AuditWebhook(WebhookClient client, AuditWebhookOptions options, TimeProvider time, AuditMetrics metrics, ILogger<AuditWebhook> logger)
    {
        (_options, _time) = (options, time);
        Options = new AuditSinkOptions
        {
            Mode = options.Mode,
            MaxQueuedEvents = options.BufferSize,
            MaxEventBytes = options.Truncates ? options.MaxEventBytes : 0,
        };
        Losses = new AuditLosses(Name, metrics, time, logger);
        _queue = new AuditQueue(options.BufferSize);
        _sender = new AuditSender(client, options, _queue, Losses, metrics, time, logger);
        _sending = SendAllAsync();
    }

    /// <summary>The time limit of a request.</summary>
    public static TimeSpan RequestTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Plugin => Name;

    /// <inheritdoc/>
    public AuditSinkOptions Options { get; }

    /// <inheritdoc/>
    public TimeSpan MaxWait => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string? Fault => _sender.Fault;

    /// <inheritdoc/>
    public bool HoldsRequests => !IsBatched;

    /// <inheritdoc/>
    public long PendingEvents => _queue.Events;

    /// <inheritdoc/>
    public long PendingBytes => _queue.Bytes;

    /// <inheritdoc/>
    public AuditLosses Losses { get; }

    private bool IsBatched => _options.Mode == AuditMode.Batch;

    private bool IsStrict => _options.Mode == AuditMode.BlockingStrict;

    /// <inheritdoc/>
    public bool IsFull => _queue.IsFull;

    /// <inheritdoc/>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => IsBatched ? default : _queue.WaitForCapacityAsync(cancellationToken);

    /// <inheritdoc/>
    public void Append(in AuditLine line)
    {
        var reason = IsBatched && _queue.IsFull ? AuditDrop.QueueFull : _queue.TryAppend(line) ? null : AuditDrop.Shutdown;
        if (reason is not null)
        {
            Losses.Add(reason, 1);
            line.Receipt?.TrySetResult(Stopped);
            line.Return();
        }
        else if (line.Receipt is { } receipt && IsStrict && _sender.Fault is { } fault)
        {
            // A strict request does not wait for a webhook that has failed; its line is sent when the webhook works again.
            receipt.TrySetResult(fault);
        }
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        // The kubeconfig is a followed file; there is nothing else to reopen.
    }

    /// <summary>Sends the queued events, within a time limit.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _sender.DrainAsync().ConfigureAwait(false);
        using (var timer = _time.CreateTimer(_ => _sender.End(), null, ShutdownTimeout, Timeout.InfiniteTimeSpan))
        {
            await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Losses.AddAtShutdown(_queue.Events);
        _sender.Dispose();
    }

    private async Task SendAllAsync()
    {
        var batch = new List<AuditLine>(_options.MaxBatchSize);
        while (await _queue.WaitToTakeAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await CollectAsync(batch).ConfigureAwait(false);
            var isSent = await _sender.DeliverAsync(batch.ToArray()).ConfigureAwait(false);
            if (!isSent)
            {
                batch.ForEach(line => line.Receipt?.TrySetResult(Stopped));
                _queue.FailReceipts(Stopped);
                return;
            }

            batch.Clear();
        }
    }

    /// <summary>Takes the next events: as many as a request may have, and in the mode batch also those of the next seconds.</summary>
    private async ValueTask CollectAsync(List<AuditLine> batch)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_sender.Draining);
        using var timer = IsBatched ? _time.CreateTimer(_ => wait.Cancel(), null, _options.MaxBatchWait, Timeout.InfiniteTimeSpan) : null;
        var bytes = AuditEventList.Overhead;
        do
        {
            // An event that is larger than a request may be is sent alone.
            while (batch.Count < _options.MaxBatchSize && _queue.TryTake(batch.Count == 0 ? int.MaxValue : _options.MaxBatchBytes - bytes, out var line))
            {
                batch.Add(line);
                bytes += line.Length;
            }
        }
        while (IsBatched && batch.Count < _options.MaxBatchSize && !_queue.HasBacklog && await WaitForMoreAsync(wait.Token).ConfigureAwait(false));
    }

    private async ValueTask<bool> WaitForMoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _queue.WaitToTakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
