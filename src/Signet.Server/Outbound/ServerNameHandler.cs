namespace Signet.Server.Outbound;

/// <summary>
/// Verifies the server certificate for another name than the host of the URL (<c>tls-server-name</c>). <see cref="SocketsHttpHandler"/> takes the name of TLS from
/// the header Host and ignores <see cref="System.Net.Security.SslClientAuthenticationOptions.TargetHost"/>, so the server gets that name in the header, too.
/// </summary>
internal sealed class ServerNameHandler(HttpMessageHandler inner, string name) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Host ??= request.RequestUri is { IsDefaultPort: false } target ? $"{name}:{target.Port}" : name;
        return base.SendAsync(request, cancellationToken);
    }
}
