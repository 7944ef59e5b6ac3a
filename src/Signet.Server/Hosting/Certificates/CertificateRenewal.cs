using Microsoft.Extensions.Logging;
using Signet.Server.Background;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Certificates;

/// <summary>
/// Renews the certificates of the data directory before they expire, while the server runs: the serving certificate, unless <c>--tls-cert-file</c> is
/// set, and the administrator's certificate with its kubeconfig. A failed renewal is retried; there are months for it.
/// </summary>
internal sealed class CertificateRenewal(
    ServerCertificates certificates, AdministratorKubeconfig kubeconfig, TimeProvider time, ILogger<CertificateRenewal> logger) : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>The fault of the last renewal; null when it succeeded.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public override string? Remark =>
        Fault is null ? null : "renewing the certificates of the data directory failed (log event 6281 has the reason)";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            Renew(time.GetUtcNow());
        }
    }

    private void Renew(DateTimeOffset now)
    {
        try
        {
            foreach (var file in certificates.Renew(now))
            {
                Startup.Log.CertificateRenewed(logger, file);
            }

            kubeconfig.Update();
            Fault = null;
        }
        catch (StartupException exception)
        {
            Fault = exception.Message;
            Startup.Log.RenewalFailed(logger, exception.Message);
        }
    }
}
