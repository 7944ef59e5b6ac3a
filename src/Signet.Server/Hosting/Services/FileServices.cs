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

/// <summary>Registers the follower of files and the renewal of certificates.</summary>
internal static class FileServices
{
    /// <summary>Registers the services.</summary>
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
        services.AddFileFollower();
        services.AddSingleton(provider => new CertificateRenewal(
            parts.Certificates, parts.Kubeconfig, parts.Time, provider.GetRequiredService<ILogger<CertificateRenewal>>()));
        services.AddOnEveryReplica<CertificateRenewal>();
    }

    /// <summary>Runs the registered follower of files.</summary>
    public static void AddFileFollower(this IServiceCollection services) => services.AddOnEveryReplica<FileFollower>();

    /// <summary>
    /// Creates the checks of followed files in <c>/readyz</c>, one per setting. They never fail, because the previous content is in force. The reason
    /// of a fault may repeat values of the file and is only in the log: health checks are public.
    /// </summary>
    public static IEnumerable<HealthCheck> ChecksOf(IFollowedFile file) => file.Files
        .Select(one => one.Setting)
        .Distinct()
        .Select(setting => HealthCheck.Informational(setting, () => RemarkOf(file.Status)));

    private static string RemarkOf(FileStatus status) => status.FailingSince is { } since
        ? $"the content since {Timestamps.Format(since)} is invalid; the content of {Timestamps.Format(status.LoadedAt)} stays in force (log event 9001 has the reason)"
        : $"loaded at {Timestamps.Format(status.LoadedAt)}" + (status.Exposed.Length > 0 ? "; other users can read it (log event 9005)" : "");
}
