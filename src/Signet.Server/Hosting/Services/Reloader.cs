using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Output;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Services;

/// <summary>Reloads on SIGHUP: reopens the audit log, and reads followed files and issuers' keys at once. Does not throw or wait.</summary>
internal sealed class Reloader(
    AuditSinks? audit,
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
            // Also during shutdown: the audit log is still written.
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
            // An exception in a signal handler would end the process.
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
