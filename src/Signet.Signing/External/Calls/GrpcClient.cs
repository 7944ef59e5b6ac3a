using System.Net.Sockets;
using Grpc.Core;

namespace Signet.Signing.External.Calls;

/// <summary>
/// Unary gRPC calls to a Unix domain socket, over one connection that is opened when it is needed. A call that the peer has certainly not processed is
/// repeated. Safe for concurrent use. See docs/decisions/0030-external-signers.md.
/// </summary>
/// <param name="endPoint">The socket.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class GrpcClient(UnixDomainSocketEndPoint endPoint, TimeProvider time) : IDisposable
{
    private const int MaxAttempts = 3;

    private readonly Lock _lock = new();
    private volatile GrpcConnection? _connection;
    private bool _isDisposed;

    /// <summary>Calls a method.</summary>
    /// <param name="head">The header block of the request (<see cref="RequestHead"/>).</param>
    /// <param name="body">The message with its prefix (<see cref="GrpcMessage"/>).</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call; the peer may still process it.</param>
    public async ValueTask<GrpcAnswer> CallAsync(byte[] head, byte[] body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var call = new GrpcCall(head, body, deadline);
            Start(call);
            GrpcAnswer answer;
            using (cancellationToken.UnsafeRegister(static call => ((GrpcCall)call!).Cancel(), call))
            {
                answer = await call.Task.ConfigureAwait(false);
            }

            if (!answer.IsUnprocessed || attempt == MaxAttempts)
            {
                return answer;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _connection?.Dispose();
    }

    private void Start(GrpcCall call)
    {
        if (_connection is { } connection && connection.TryStart(call))
        {
            return;
        }

        lock (_lock)
        {
            if (_isDisposed)
            {
                call.TrySetResult(GrpcAnswer.Failed(StatusCode.Cancelled, "the client is disposed"));
            }
            else if (_connection is not { } current || !current.TryStart(call))
            {
                _connection = GrpcConnection.Open(endPoint, time, call);
            }
        }
    }
}
