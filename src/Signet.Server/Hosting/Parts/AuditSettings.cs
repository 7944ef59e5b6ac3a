using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Documents;
using Signet.Server.Outbound;

namespace Signet.Server.Hosting.Parts;

/// <summary>The opened outputs of audit events, and the policy of <c>--audit-policy-file</c>.</summary>
/// <param name="Output">The output of <c>--audit-log-path</c>; null without it.</param>
/// <param name="Webhook">The target of <c>--audit-webhook-config-file</c>; null without it.</param>
/// <param name="Policy">The audit policy.</param>
internal sealed record AuditSettings(IAuditOutput? Output, IValueSource<KubeconfigTarget>? Webhook, IValueSource<AuditPolicy> Policy)
{
    /// <summary>Opens the outputs and reads the policy; null when nothing is recorded.</summary>
    /// <exception cref="StartupException">An output cannot be opened, or a file is invalid.</exception>
    public static AuditSettings? Open(ServerOptions options, SettingFiles files, TimeProvider time, ILoggerFactory log)
    {
        var audit = options.Audit;
        if (!audit.IsEnabled)
        {
            return null;
        }

        var policy = OpenPolicy(audit, files);
        var webhook = OpenWebhook(audit, files);
        return new AuditSettings(audit.LogPath is { } path ? OpenOutput(path, audit, time, log) : null, webhook, policy);
    }

    /// <summary>The policy. The default policy leaves out reads of published documents, which are anonymous and could fill the log.</summary>
    public IValueSource<AuditPolicy> PolicyWithout(IssuerDocuments documents) =>
        documents.ArePublished && ReferenceEquals(Policy.Current, AuditPolicy.Default) ? new DefaultAuditPolicy(documents) : Policy;

    /// <summary>Follows the policy.</summary>
    /// <exception cref="StartupException">The file is invalid.</exception>
    public static IValueSource<AuditPolicy> OpenPolicy(AuditOptions audit, SettingFiles files) => audit.PolicyFile is { } file
        ? files.Follow("audit-policy-file", file, contents => AuditPolicyReader.Read(contents.Read()), read => $"{read.Rules.Count} rules")
        : new FixedValue<AuditPolicy>(AuditPolicy.Default);

    /// <summary>Follows the kubeconfig of the webhook; null without one.</summary>
    /// <exception cref="StartupException">The file is invalid.</exception>
    public static IValueSource<KubeconfigTarget>? OpenWebhook(AuditOptions audit, SettingFiles files) => audit.Webhook.ConfigurationFile is { } kubeconfig
        ? files.Follow("audit-webhook-config-file", kubeconfig, contents => TargetOf(contents, kubeconfig), target => $"{target.Server}")
        : null;

    /// <summary>The fault of an output that cannot be opened.</summary>
    public static StartupException FaultOf(string path, Exception cause) => new($"--audit-log-path: {path} cannot be opened: {cause.Message}", cause);

    /// <summary>A redirect would turn the POST into a GET, whose answer says nothing about the events.</summary>
    private static KubeconfigTarget TargetOf(FileContents contents, string path)
    {
        var target = KubeconfigTarget.Read(contents, path);
        return target with { Tls = target.Tls with { FollowsRedirects = false } };
    }

    private static IAuditOutput OpenOutput(string path, AuditOptions options, TimeProvider time, ILoggerFactory log)
    {
        try
        {
            return AuditOutputs.Open(path, time, options.LogMode, options.Rotation, log.CreateLogger<AuditRotator>());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FaultOf(path, exception);
        }
    }
}
