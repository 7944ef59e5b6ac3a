using Microsoft.Extensions.Logging;
using Signet.Server.Background;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Certificates;

/// <summary>
/// Issues the certificates of the data directory again before they end, so that a server can run for years: the serving certificate, unless
/// <c>--tls-cert-file</c> gives it, and the administrator's, with its kubeconfig. What fails is tried again; there are months for it.
/// </summary>
internal sealed class CertificateRenewal(
    ServerCertificates certificates, AdministratorKubeconfig kubeconfig, TimeProvider time, ILogger<CertificateRenewal> logger) : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>What could not be renewed last; null when everything could.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public override string? Remark =>
        Fault is null ? null : "the certificates of the data directory could not be renewed (log event 6281 has the reason)";

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
