namespace Signet.Server.Audit.Output;

/// <summary>An output of audit events with its own queue: the audit log or the webhook. Used by many threads.</summary>
internal interface IAuditSink : IAsyncDisposable
{
    /// <summary>The name in metrics and log, as in kube-apiserver: <c>log</c> or <c>webhook</c>.</summary>
    string Plugin { get; }

    /// <summary>The mode and the limits.</summary>
    AuditSinkOptions Options { get; }

    /// <summary>The time after which a request of mode blocking-strict no longer waits.</summary>
    TimeSpan MaxWait { get; }

    /// <summary>Why nothing can be written at present; null when there is no fault.</summary>
    string? Fault { get; }

    /// <summary>Whether a fault of the output makes the server not ready, because requests wait for it or fail.</summary>
    bool HoldsRequests { get; }

    /// <summary>The events that are queued.</summary>
    long PendingEvents { get; }

    /// <summary>The queued bytes.</summary>
    long PendingBytes { get; }

    /// <summary>The events that were dropped.</summary>
    AuditLosses Losses { get; }

    /// <summary>Whether the queue is full.</summary>
    bool IsFull { get; }

    /// <summary>Completes at once unless the queue is full and the output holds new requests (backpressure).</summary>
    ValueTask WaitForCapacityAsync(CancellationToken cancellationToken);

    /// <summary>Queues a line, whose receipt, if it has one, completes later. Does not block.</summary>
    void Append(in Events.AuditLine line);

    /// <summary>Reopens the output soon, where it has a file (SIGHUP).</summary>
    void Reopen();
}
