using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Signing.Jwks;
using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Cli.Keys.Probe;

/// <summary>Fetches a JWKS as a relying party does: without credentials.</summary>
internal sealed class KeySetFetcher : IDisposable
{
    private const string DiscoveryPath = ".well-known/openid-configuration";
    private const int MaxResponseBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;

    private KeySetFetcher(HttpClient http) => _http = http;

    /// <summary>A fetcher that trusts the CA certificates of a file; without one those of the system.</summary>
    /// <exception cref="KeysException">The file cannot be used.</exception>
    public static KeySetFetcher Open(string? caFile)
    {
        try
        {
            var trusted = caFile is null ? null : PemCertificates.Read(File.ReadAllText(caFile));
            return new KeySetFetcher(new OutboundTls { CaCertificates = trusted }.CreateClient(MaxResponseBytes, Timeout));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new KeysException($"--probe-ca: {caFile}: {exception.Message}", KeysExitCode.Usage, exception);
        }
    }

    /// <summary>Fetches the JWKS of an issuer, a discovery document or its own URL.</summary>
    /// <exception cref="KeysException">There is none.</exception>
    public async Task<PublishedCopy> FetchAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new KeysException($"--probe: \"{url}\" is not allowed; it must be an https:// or http:// URL", KeysExitCode.Usage);
        }

        var (copy, document) = await GetAsync(address, cancellationToken).ConfigureAwait(false);
        if (copy is null && string.IsNullOrEmpty(document?.GetString("jwks_uri")) && !address.AbsolutePath.EndsWith(DiscoveryPath, StringComparison.Ordinal))
        {
            // The URL of an issuer: OpenID Connect Discovery 1.0, section 4.
            address = new Uri($"{url.TrimEnd('/')}/{DiscoveryPath}");
            (copy, document) = await GetAsync(address, cancellationToken).ConfigureAwait(false);
        }

        if (copy is null && Uri.TryCreate(document?.GetString("jwks_uri"), UriKind.Absolute, out var keySet))
        {
            (copy, _) = await GetAsync(keySet, cancellationToken).ConfigureAwait(false);
        }

        return copy ?? throw new KeysException($"--probe: {address} is neither a JWKS nor a discovery document that names one", KeysExitCode.Unsafe);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The JWKS; or the other JSON object; or neither.</summary>
    private async Task<(PublishedCopy? Copy, JsonObject? Document)> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return (null, null);
            }

            return JsonWebKeySetReader.TryRead(content) is { } keys
                ? (new PublishedCopy(address, keys) { MaxAge = response.Headers.CacheControl?.MaxAge, Age = response.Headers.Age ?? TimeSpan.Zero }, null)
                : (null, JsonNode.Parse(content) as JsonObject);
        }
        catch (JsonException)
        {
            return (null, null);
        }
        catch (HttpRequestException exception)
        {
            throw new KeysException($"--probe: {address} cannot be fetched: {exception.InnerException?.Message ?? exception.Message}", KeysExitCode.Unsafe, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeysException($"--probe: {address} has not answered within {Timeout.TotalSeconds} s", KeysExitCode.Unsafe, exception);
        }
    }
}
