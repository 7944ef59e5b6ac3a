namespace Signet.Conformance.Http;

/// <summary>
/// Sends requests one after the other, each to the next server, as a load balancer of requests does. Watches count as requests. Reads see the writes of
/// the other replicas, but reviews, token requests and what callers may do can be answered from a state that is up to <c>--cache-freshness</c> old
/// (docs/operations.md). Before such a request, the replica is asked for an object, which it answers with the newest state.
/// </summary>
internal sealed class SpreadClient(ServersUnderTest servers) : IAsyncDisposable
{
    private const string Administrator = "Bearer admin-token";
    private static readonly RawRequest Read = new("GET", "/api/v1/namespaces/default", [new("Authorization", Administrator)], null);
    private readonly RawClient[] _clients = [.. servers.Addresses.Select(address => new RawClient(address, servers.Tls, servers.Seen))];
    private RawClient? _written;
    private int _requests;

    /// <summary>Sends a request.</summary>
    public async Task<RawResponse> SendAsync(RawRequest request)
    {
        var client = Next();
        if (_written is not null && _written != client && MayBeOlder(request))
        {
            var read = await client.SendAsync(Read);
            Assert.Equal(200, read.Status);
        }

        if (request.Method is not ("GET" or "HEAD" or "OPTIONS"))
        {
            _written = client;
        }

        return await client.SendAsync(request);
    }

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

    private static bool MayBeOlder(RawRequest request) =>
        request.Target.Contains("reviews", StringComparison.Ordinal) ||
        request.Target.Contains("/token", StringComparison.Ordinal) ||
        !request.Headers.Any(header => header is { Key: "Authorization", Value: Administrator });

    private RawClient Next() => _clients[_requests++ % _clients.Length];
}
