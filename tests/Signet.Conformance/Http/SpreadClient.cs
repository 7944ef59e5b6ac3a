namespace Signet.Conformance.Http;

/// <summary>Sends requests one after the other, each to the next server, as a load balancer of requests does. Watches count as requests.</summary>
internal sealed class SpreadClient(ServersUnderTest servers) : IAsyncDisposable
{
    private readonly RawClient[] _clients = [.. servers.Addresses.Select(address => new RawClient(address, servers.Tls, servers.Seen))];
    private int _requests;

    /// <summary>Sends a request.</summary>
    public Task<RawResponse> SendAsync(RawRequest request) => Next().SendAsync(request);

    /// <summary>Opens a separate connection, for a response that takes long.</summary>
    public Task<RawConnection> OpenAsync(CancellationToken cancellationToken) => Next().OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private RawClient Next() => _clients[_requests++ % _clients.Length];
}
