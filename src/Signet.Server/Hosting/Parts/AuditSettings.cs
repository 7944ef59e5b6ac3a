using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Parts;

/// <summary>The audit log of <c>--audit-log-path</c>, opened, and the policy of <c>--audit-policy-file</c>, read.</summary>
/// <param name="Output">Where the events go.</param>
/// <param name="Policy">Which are recorded.</param>
internal sealed record AuditSettings(IAuditOutput Output, IValueSource<AuditPolicy> Policy)
{
    /// <summary>Opens and reads; null when no log is wanted.</summary>
    /// <exception cref="StartupException">The file cannot be opened, or the policy is none.</exception>
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

    /// <summary>
    /// The policy; without a file it leaves out readers of published documents, who are nobody in particular and could fill the log.
    /// </summary>
    public IValueSource<AuditPolicy> PolicyWithout(IssuerDocuments documents) => documents.ArePublished && ReferenceEquals(Policy.Current, AuditPolicy.Default)
        ? new FixedValue<AuditPolicy>(AuditPolicy.Default with
        {
            Rules =
            [
                new AuditRule { Level = AuditLevel.None, Verbs = ["get", "head"], Paths = [.. documents.Paths.SelectMany(path => (string[])[path, path + "/"])] },
                .. AuditPolicy.Default.Rules,
            ],
        })
        : Policy;
}
