using System.Net;

namespace Signet.Client;

/// <summary>
/// Adds <c>Authorization: Bearer TOKEN</c> to requests for one target, that is one scheme, host and port. Requests for all other addresses, and requests that
/// have an <c>Authorization</c> header, are sent unchanged. Put it around the handler that sends: <see cref="SocketsHttpHandler"/> follows redirects beneath it
/// and removes the header from redirected requests.
/// </summary>
public sealed class ServiceAccountTokenHandler : DelegatingHandler
{
    private readonly IServiceAccountTokenSource _source;
    private readonly Uri _target;
    private readonly ServiceAccountTokenHandlerOptions _options;

    /// <summary>Makes a handler. <see cref="DelegatingHandler.InnerHandler"/> has to be set, unless an HTTP client factory does.</summary>
    /// <param name="source">The source of tokens, which the handler does not dispose.</param>
    /// <param name="target">The address of the server that the tokens are for; the path has no meaning.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The target is not an <c>https</c> address.</exception>
    public ServiceAccountTokenHandler(IServiceAccountTokenSource source, Uri target, ServiceAccountTokenHandlerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        (_source, _target, _options) = (source, target, options ?? new ServiceAccountTokenHandlerOptions());
        if (!target.IsAbsoluteUri || (target.Scheme != Uri.UriSchemeHttps && !(_options.AllowHttp && target.Scheme == Uri.UriSchemeHttp)))
        {
            throw new ArgumentException("The target is not an absolute https address.", nameof(target));
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsForTarget(request) || request.Headers.Authorization is not null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var token = await _source.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var response = await SendWithAsync(token, request, cancellationToken).ConfigureAwait(false);

        // The inner handler sets the address of the request to that of the last redirect.
        if (response.StatusCode != HttpStatusCode.Unauthorized || !_options.RefreshOnUnauthorized || !IsForTarget(request))
        {
            return response;
        }

        _source.Invalidate(token);
        if (request.Content is not null || await NextTokenAsync(response, cancellationToken).ConfigureAwait(false) is not { } next || next.Value == token.Value)
        {
            return response;
        }

        response.Dispose();
        return await SendWithAsync(next, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Not supported: a token may have to be requested.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Synchronous requests cannot wait for a token. Use SendAsync.");

    /// <summary>The header does not stay in the request: a handler above can repeat it with the token of that time, and logs of it have none.</summary>
    private async Task<HttpResponseMessage> SendWithAsync(
        ServiceAccountToken token, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = token.ToAuthorizationHeader();
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Headers.Authorization = null;
        }
    }

    private async Task<ServiceAccountToken?> NextTokenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await _source.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private bool IsForTarget(HttpRequestMessage request) =>
        request.RequestUri is { IsAbsoluteUri: true } address && address.Scheme == _target.Scheme && address.Port == _target.Port &&
        string.Equals(address.IdnHost, _target.IdnHost, StringComparison.OrdinalIgnoreCase);
}
