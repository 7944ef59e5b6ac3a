using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Background;
using Signet.Server.Controllers.TrustBundles;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Files;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers what follows files and renews certificates.</summary>
internal static class FileServices
{
    /// <summary>Registers it.</summary>
    public static void AddFiles(this IServiceCollection services, ServerParts parts)
    {
        services.AddSingleton(provider =>
        {
            var bundle = provider.GetRequiredService<TrustBundleMember>();
            parts.Certificates.ServingFile?.OnChange(_ =>
            {
                bundle.RenewSoon();
                parts.Kubeconfig.Update();
            });
            return new FileFollower(parts.Files, parts.Time, provider.GetRequiredService<ILogger<FileFollower>>());
        });
        services.AddOnEveryReplica<FileFollower>();
        services.AddSingleton(provider => new CertificateRenewal(
            parts.Certificates, parts.Kubeconfig, parts.Time, provider.GetRequiredService<ILogger<CertificateRenewal>>()));
        services.AddOnEveryReplica<CertificateRenewal>();
    }

    /// <summary>
    /// The checks of followed files in <c>/readyz</c>, one for each setting. They never fail: the content before is in force. Everybody may ask,
    /// so that the reason, which may repeat values of the file, is in the log only.
    /// </summary>
    public static IEnumerable<HealthCheck> ChecksOf(IFollowedFile file) => file.Files
        .Select(one => one.Setting)
        .Distinct()
        .Select(setting => HealthCheck.Informational(setting, () => RemarkOf(file.Status)));

    private static string RemarkOf(FileStatus status) => status.FailingSince is { } since
        ? $"the content since {Timestamps.Format(since)} is not used, that of {Timestamps.Format(status.LoadedAt)} is in force (log event 9001 has the reason)"
        : $"loaded at {Timestamps.Format(status.LoadedAt)}";
}
