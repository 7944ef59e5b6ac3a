using System.Text.Json;
using Signet.Core.Signing.Jwks;
using Signet.Core.Tracing;
using Signet.Server.Outbound;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Reads the keys of an issuer from their source.</summary>
internal sealed class IssuerKeyFetcher : IDisposable
{
    private const int MaxResponseBytes = 1024 * 1024;
    /// <summary>The time limit of one request to an issuer.</summary>
    internal static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly JwtIssuerOptions _issuer;
    private readonly TimeProvider _time;
    private readonly HttpClient? _http;

    public IssuerKeyFetcher(JwtIssuerOptions issuer, TimeProvider time)
    {
        (_issuer, _time) = (issuer, time);

        // The time limit is measured in FetchAsync, with the server's clock.
        _http = issuer.Keys is IssuerKeySource.Discovery discovery
            ? new OutboundTls { CaCertificates = discovery.CaCertificates }.CreateClient(MaxResponseBytes, Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <summary>Reads the current keys.</summary>
    /// <param name="unusable">The list that published but unusable keys are added to.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <exception cref="KeysUnavailableException">The keys cannot be fetched; the message has the reason.</exception>
    public async Task<IReadOnlyList<PublishedKey>> GetAsync(ICollection<UnusableKey> unusable, CancellationToken cancellationToken)
    {
        var json = _issuer.Keys switch
        {
            IssuerKeySource.Inline inline => inline.Json,
            IssuerKeySource.Discovery discovery => await DiscoverAsync(discovery.Address, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"{_issuer.Keys} is not a known source of keys"),
        };
        return JsonWebKeySetReader.TryRead(json, unusable) is { Count: > 0 } keys
            ? keys
            : throw new KeysUnavailableException("the JWKS has no usable key");
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();

    /// <summary>Fetches the discovery document, then the JWKS. The document must name this issuer (OpenID Connect Discovery 1.0, section 4).</summary>
    private async Task<byte[]> DiscoverAsync(Uri address, CancellationToken cancellationToken)
    {
        var (issuer, keySet) = ReadDocument(await FetchAsync(address, cancellationToken).ConfigureAwait(false));
        if (issuer != _issuer.Url)
        {
            throw new KeysUnavailableException($"{address} is the discovery document of another issuer: {issuer}");
        }

        return Uri.TryCreate(keySet, UriKind.Absolute, out var keys) && keys.Scheme == Uri.UriSchemeHttps
            ? await FetchAsync(keys, cancellationToken).ConfigureAwait(false)
            : throw new KeysUnavailableException($"{address}: jwks_uri must be an https:// URL");
    }

    private static (string Issuer, string KeySet) ReadDocument(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return (root.GetProperty("issuer").GetString() ?? "", root.GetProperty("jwks_uri").GetString() ?? "");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new KeysUnavailableException("the discovery document is not JSON with issuer and jwks_uri", exception);
        }
    }

    private async Task<byte[]> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var span = HttpSpan.Start("fetch issuer keys", request);
        try
        {
            using var response = await _http!.SendAsync(request, either.Token).ConfigureAwait(false);
            span.Answered((int)response.StatusCode);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false)
                : throw new KeysUnavailableException($"{address}: the response has the status code {(int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            span.Failed(exception);
            throw new KeysUnavailableException($"{address}: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            span.Failed(exception);
            throw new KeysUnavailableException($"{address}: no response within {RequestTimeout.TotalSeconds} s", exception);
        }
    }
}
