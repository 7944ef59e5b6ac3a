using Microsoft.Extensions.Logging;
using Signet.Server.Background;
using Signet.Server.Hosting.Pki;

namespace Signet.Server.Hosting.Certificates;

/// <summary>Reports certificates that have expired or will expire soon: in the log at the start and every day, and in <c>/readyz?verbose</c>.</summary>
internal sealed class CertificateExpiry(Func<IReadOnlyList<CertificateValidity>> certificates, TimeProvider time, ILogger<CertificateExpiry> logger)
    : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>All warnings in one line; null when there are none.</summary>
    public string? Warnings
    {
        get
        {
            var now = time.GetUtcNow();
            var warnings = certificates().Select(certificate => certificate.Warning(now)).OfType<string>().ToList();
            return warnings.Count > 0 ? string.Join("; ", warnings) : null;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var now = time.GetUtcNow();
            foreach (var certificate in certificates())
            {
                if (certificate.Warning(now) is not { } warning)
                {
                    continue;
                }

                if (certificate.IsValid(now))
                {
                    Startup.Log.CertificateExpiresSoon(logger, warning);
                }
                else
                {
                    Startup.Log.CertificateInvalid(logger, warning);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
