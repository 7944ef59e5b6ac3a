using System.Text.Json;
using Signet.Core.Signing.Jwks;
using Signet.Server.Outbound;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Gets an issuer's keys from where they are.</summary>
internal sealed class IssuerKeyFetcher : IDisposable
{
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly JwtIssuerOptions _issuer;
    private readonly TimeProvider _time;
    private readonly HttpClient? _http;

    public IssuerKeyFetcher(JwtIssuerOptions issuer, TimeProvider time)
    {
        (_issuer, _time) = (issuer, time);

        // The patience is measured here, by the server's clock.
        _http = issuer.Keys is IssuerKeySource.Discovery discovery
            ? new OutboundTls { CaCertificates = discovery.CaCertificates }.CreateClient(MostBytes, Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <summary>The keys as they are now.</summary>
    /// <param name="unusable">Where the published keys are added to that are not used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KeysUnavailableException">They cannot be had; the message says why.</exception>
    public async Task<IReadOnlyList<PublishedKey>> GetAsync(ICollection<UnusableKey> unusable, CancellationToken cancellationToken)
    {
        var json = _issuer.Keys switch
        {
            IssuerKeySource.Inline inline => inline.Json,
            IssuerKeySource.Discovery discovery => await DiscoverAsync(discovery.Address, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"{_issuer.Keys} is no source of keys"),
        };
        return JsonWebKeySetReader.TryRead(json, unusable) is { Count: > 0 } keys
            ? keys
            : throw new KeysUnavailableException("the JWKS holds no key that can be used");
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();

    /// <summary>OpenID Connect Discovery 1.0, section 4: the document has to name this very issuer.</summary>
    private async Task<byte[]> DiscoverAsync(Uri address, CancellationToken cancellationToken)
    {
        var (issuer, keySet) = ReadDocument(await FetchAsync(address, cancellationToken).ConfigureAwait(false));
        if (issuer != _issuer.Url)
        {
            throw new KeysUnavailableException($"{address} is the document of another issuer: {issuer}");
        }

        return Uri.TryCreate(keySet, UriKind.Absolute, out var keys) && keys.Scheme == Uri.UriSchemeHttps
            ? await FetchAsync(keys, cancellationToken).ConfigureAwait(false)
            : throw new KeysUnavailableException($"{address}: jwks_uri has to be an https:// URL");
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
            throw new KeysUnavailableException("the discovery document has no issuer and no jwks_uri", exception);
        }
    }

    private async Task<byte[]> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await _http!.GetAsync(address, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false)
                : throw new KeysUnavailableException($"{address} answers {(int)answer.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            throw new KeysUnavailableException($"{address}: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeysUnavailableException($"{address} did not answer within {Patience.TotalSeconds} s", exception);
        }
    }
}
