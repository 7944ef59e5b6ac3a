using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Signet.Bench.Load;

/// <summary>A caller with a connection of its own, which it replaces every 100 requests; every other connection is HTTP/2.</summary>
internal sealed class SoakCaller(Uri url, string token, Action onConnection) : IDisposable
{
    private const int RequestsOfConnection = 100;
    private HttpClient? _client;
    private int _requests;
    private int _connections;

    /// <summary>The name of the caller, which is also its static token.</summary>
    public string Name => token;

    /// <summary>Sends a request and returns the answer when its headers are there.</summary>
    /// <param name="method">The method; PATCH sends a merge patch.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">The JSON body; null for none.</param>
    /// <param name="other">A bearer token other than the caller's; null for the caller's.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? other, CancellationToken cancellationToken)
    {
        if (_client is null || _requests++ % RequestsOfConnection == 0)
        {
            _client?.Dispose();
            _client = LoadClient.Create(url, _connections++ % 2 == 0 ? HttpVersion.Version20 : HttpVersion.Version11);
            onConnection();
        }

        using var request = new HttpRequestMessage(method, path)
        {
            Version = _client.DefaultRequestVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", other ?? token);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _client?.Dispose();
}
