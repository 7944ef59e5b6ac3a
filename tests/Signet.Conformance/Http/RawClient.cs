using System.Net.Security;
using Signet.Testing;

namespace Signet.Conformance.Http;

/// <summary>Sends requests one after the other, over one connection while the server keeps it open.</summary>
internal sealed class RawClient(Uri server, SslClientAuthenticationOptions tls, SeenSecrets seen) : IAsyncDisposable
{
    private RawConnection? _kept;

    /// <summary>Sends a request. Reconnects if the server has closed the connection.</summary>
    public async Task<RawResponse> SendAsync(RawRequest request)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        if (_kept is not null)
        {
            try
            {
                return await SendAsync(_kept, request, patience.Token);
            }
            catch (IOException)
            {
                await DisposeAsync();
            }
        }

        _kept = await OpenAsync(patience.Token);
        return await SendAsync(_kept, request, patience.Token);
    }

    /// <summary>Opens a separate connection, for a response that takes long.</summary>
    public Task<RawConnection> OpenAsync(CancellationToken cancellationToken) => RawConnection.OpenAsync(server, tls, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_kept is not null)
        {
            await _kept.DisposeAsync();
            _kept = null;
        }
    }

    private async Task<RawResponse> SendAsync(RawConnection connection, RawRequest request, CancellationToken cancellationToken)
    {
        seen.See(request.Body);
        var response = await connection.SendAsync(request, cancellationToken);
        seen.See(response.Body);
        if (response.Closes)
        {
            await DisposeAsync();
        }

        return response;
    }
}
