using Microsoft.AspNetCore.Builder;

namespace Signet.Server.Hosting.Startup;

/// <summary>Stops an application before it disposes it: a host whose start failed does not stop its started services itself.</summary>
internal sealed class OwnedApplication(WebApplication application) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await application.StopAsync().ConfigureAwait(false);
        }
        finally
        {
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }
}
