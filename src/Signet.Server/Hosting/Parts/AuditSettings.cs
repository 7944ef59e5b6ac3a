using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Parts;

/// <summary>The opened output of <c>--audit-log-path</c>, and the policy of <c>--audit-policy-file</c>.</summary>
/// <param name="Output">The output of the audit log.</param>
/// <param name="Policy">The audit policy.</param>
internal sealed record AuditSettings(IAuditOutput Output, IValueSource<AuditPolicy> Policy)
{
    /// <summary>Opens the output and reads the policy; null when there is no audit log.</summary>
    /// <exception cref="StartupException">The output cannot be opened, or the policy is invalid.</exception>
    public static AuditSettings? Open(ServerOptions options, SettingFiles files, TimeProvider time)
    {
        if (options.Audit.LogPath is not { } path)
        {
            return null;
        }

        IValueSource<AuditPolicy> policy = options.Audit.PolicyFile is { } file
            ? files.Follow("audit-policy-file", file, contents => AuditPolicyReader.Read(contents.Read()), read => $"{read.Rules.Count} rules")
            : new FixedValue<AuditPolicy>(AuditPolicy.Default);
        try
        {
            return new AuditSettings(AuditOutputs.Open(path, time), policy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--audit-log-path: {path} cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>The policy. The default policy leaves out reads of published documents, which are anonymous and could fill the log.</summary>
    public IValueSource<AuditPolicy> PolicyWithout(IssuerDocuments documents) =>
        documents.ArePublished && ReferenceEquals(Policy.Current, AuditPolicy.Default) ? new DefaultAuditPolicy(documents) : Policy;
}
