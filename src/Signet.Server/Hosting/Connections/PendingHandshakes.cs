namespace Signet.Server.Hosting.Connections;

/// <summary>
/// The unfinished TLS handshakes of a listener, oldest first. When one more begins than is allowed, the oldest is given up: connections that open and
/// send nothing push out each other, while clients that finish within a round trip or two get through.
/// </summary>
/// <param name="max">The maximum.</param>
internal sealed class PendingHandshakes(int max)
{
    private readonly LinkedList<GuardedConnection> _pending = new();
    private readonly Lock _lock = new();

    /// <summary>The number of unfinished handshakes.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>A handshake begins.</summary>
    /// <returns>The connection to close; null when there is room.</returns>
    public GuardedConnection? Add(GuardedConnection connection)
    {
        lock (_lock)
        {
            GuardedConnection? oldest = null;
            if (_pending.Count >= max)
            {
                oldest = _pending.First!.Value;
                _pending.RemoveFirst();
                oldest.Handshake = null;
            }

            connection.Handshake = _pending.AddLast(connection);
            return oldest;
        }
    }

    /// <summary>A handshake has ended in any way; does nothing when it was given up.</summary>
    public void Remove(GuardedConnection connection)
    {
        lock (_lock)
        {
            if (connection.Handshake is { } node)
            {
                _pending.Remove(node);
                connection.Handshake = null;
            }
        }
    }
}
