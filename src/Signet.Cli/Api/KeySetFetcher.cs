using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Signing.Jwks;
using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Cli.Api;

/// <summary>Fetches a JWKS as a relying party does: without credentials.</summary>
internal sealed class KeySetFetcher : IDisposable
{
    private const string DiscoveryPath = ".well-known/openid-configuration";
    private const int MaxResponseBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly string _flag;
    private readonly string _caFlag;
    private readonly int _exitCode;

    private KeySetFetcher(HttpClient http, string flag, string caFlag, int exitCode) => (_http, _flag, _caFlag, _exitCode) = (http, flag, caFlag, exitCode);

    /// <summary>A fetcher that trusts the CA certificates of a file; without one those of the system.</summary>
    /// <param name="flag">The flag that asks for the JWKS, in messages.</param>
    /// <param name="caFlag">The flag of the CA certificates.</param>
    /// <param name="caFile">Its value, or null.</param>
    /// <param name="exitCode">The exit code when there is no JWKS.</param>
    /// <exception cref="CommandException">The file cannot be used.</exception>
    public static KeySetFetcher Open(string flag, string caFlag, string? caFile, int exitCode)
    {
        try
        {
            var trusted = caFile is null ? null : PemCertificates.Read(File.ReadAllText(caFile));
            return new KeySetFetcher(new OutboundTls { CaCertificates = trusted }.CreateClient(MaxResponseBytes, Timeout), flag, caFlag, exitCode);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{caFlag}: {caFile}: {exception.Message}", ExitCodes.Usage, exception);
        }
    }

    /// <summary>Fetches the JWKS of an issuer by its discovery document, which must name the issuer (OpenID Connect Discovery 1.0, section 4.3).</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public async Task<PublishedCopy> FetchOfIssuerAsync(string issuer, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate($"{issuer.TrimEnd('/')}/{DiscoveryPath}", UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new CommandException($"{_flag}: the issuer of the token, \"{TextTable.Clean(issuer)}\", is not an https:// URL; give its JWKS by --jwks", _exitCode);
        }

        var (_, document) = await GetAsync(address, cancellationToken).ConfigureAwait(false);
        if (document is null)
        {
            throw new CommandException($"{_flag}: {address} is not a discovery document", _exitCode);
        }

        if (document.GetString("issuer") != issuer)
        {
            throw new CommandException($"{_flag}: {address} is the discovery document of another issuer, \"{TextTable.Clean(document.GetString("issuer"))}\"", _exitCode);
        }

        if (!Uri.TryCreate(document.GetString("jwks_uri"), UriKind.Absolute, out var keySet) || keySet.Scheme != Uri.UriSchemeHttps)
        {
            throw new CommandException($"{_flag}: {address} has no jwks_uri that is an https:// URL", _exitCode);
        }

        return await FetchKeySetAsync(keySet, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches a JWKS by its own URL.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public async Task<PublishedCopy> FetchKeySetAsync(Uri keySet, CancellationToken cancellationToken)
    {
        var (copy, _) = await GetAsync(keySet, cancellationToken).ConfigureAwait(false);
        return copy ?? throw new CommandException($"{_flag}: {keySet} is not a JWKS", _exitCode);
    }

    /// <summary>Fetches the JWKS of an issuer, a discovery document or its own URL.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public async Task<PublishedCopy> FetchAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new CommandException($"{_flag}: \"{url}\" is not allowed; it must be an https:// or http:// URL", ExitCodes.Usage);
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

        return copy ?? throw new CommandException($"{_flag}: {address} is neither a JWKS nor a discovery document that names one", _exitCode);
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
            var remedy = exception.HttpRequestError is HttpRequestError.SecureConnectionError ? $" (another CA is given by {_caFlag} FILE)" : "";
            throw new CommandException($"{_flag}: {address} cannot be fetched: {exception.InnerException?.Message ?? exception.Message}{remedy}", _exitCode, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{_flag}: {address} has not answered within {Timeout.TotalSeconds} s", _exitCode, exception);
        }
    }
}
