using System.Net.Sockets;
using System.Text;

namespace Signet.Testing;

/// <summary>Stands in for systemd: a datagram socket (<c>NOTIFY_SOCKET</c>) that collects the messages of a service.</summary>
internal sealed class NotifyListener : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _messages = [];
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _receiving;

    /// <param name="address">A path, or <c>@NAME</c> for an abstract socket.</param>
    public NotifyListener(string address)
    {
        Address = address;
        _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        _receiving = ReceiveAsync();
    }

    /// <summary>The value of <c>NOTIFY_SOCKET</c>.</summary>
    public string Address { get; }

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>The lines of all messages so far.</summary>
    public IReadOnlyList<string> Lines => [.. Messages.SelectMany(message => message.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>How many messages have a line.</summary>
    public int Count(string line) => Lines.Count(one => one == line);

    /// <summary>Waits until a message has a line.</summary>
    public Task UntilAsync(string line, int count = 1) => Patience.UntilAsync(
        () => Task.FromResult(Count(line) >= count), () => $"'{line}' comes {count} times; the messages are: {string.Join(" | ", Messages)}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _ending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[8192];
        while (true)
        {
            var length = await _socket.ReceiveAsync(buffer, _ending.Token);
            lock (_lock)
            {
                _messages.Add(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
    }
}
