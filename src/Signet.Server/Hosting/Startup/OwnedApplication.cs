using Microsoft.AspNetCore.Builder;

namespace Signet.Server.Hosting.Startup;

/// <summary>Stops what an application has started before it is disposed: a host whose start failed does not do that itself.</summary>
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
