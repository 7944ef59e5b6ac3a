using Microsoft.AspNetCore.Connections;

namespace Signet.Server.Hosting.Connections;

/// <summary>A connection that a <see cref="ConnectionGate"/> has let in; a feature of its requests.</summary>
/// <param name="gate">The gate.</param>
/// <param name="connection">The connection.</param>
/// <param name="startedAt">When it began.</param>
internal sealed class GuardedConnection(ConnectionGate gate, ConnectionContext connection, long startedAt)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private long _windowStart = startedAt;
    private int _resets;

    /// <summary>The entry of the unfinished handshake; null when it has ended.</summary>
    public LinkedListNode<GuardedConnection>? Handshake { get; set; }

    /// <summary>Whether TLS is established.</summary>
    public bool IsSecured { get; set; }

    /// <summary>The client cancelled a request.</summary>
    /// <param name="max">The maximum in a minute.</param>
    /// <param name="time">The clock.</param>
    public void CountReset(int max, TimeProvider time)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_windowStart, now) >= Window)
            {
                (_windowStart, _resets) = (now, 0);
            }

            // Once: the requests that the closing of the connection ends are counted as well.
            if (++_resets != max + 1)
            {
                return;
            }
        }

        gate.Refuse(this, ConnectionRefusal.Resets);
    }

    /// <summary>Closes the connection with all its requests.</summary>
    public void Close(string reason) => connection.Abort(new ConnectionAbortedException(reason));
}
