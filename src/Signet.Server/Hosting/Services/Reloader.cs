using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Output;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Services;

/// <summary>What SIGHUP does: opens the audit log anew and reads again, at once, what is followed anyway. Never fails, and waits for nothing.</summary>
internal sealed class Reloader(
    AuditLog? audit,
    FileFollower files,
    JwtIssuerSet issuers,
    IHostApplicationLifetime lifetime,
    ILogger<Reloader> logger)
{
    /// <summary>Reloads.</summary>
    public void Reload()
    {
        try
        {
            // Also while the server drains: it still writes.
            audit?.Reopen();
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                Startup.Log.ReloadedWhileDraining(logger);
                return;
            }

            Startup.Log.Reloading(logger);
            files.Reload();
            foreach (var issuer in issuers.Current.All)
            {
                _ = FetchAsync(issuer);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A signal must not end the process.
            Startup.Log.ReloadFailed(logger, exception);
        }
    }

    private async Task FetchAsync(JwtIssuer issuer)
    {
        try
        {
            await issuer.Keys.FetchAsync(lifetime.ApplicationStopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            Startup.Log.ReloadedWhileDraining(logger);
        }
    }
}
