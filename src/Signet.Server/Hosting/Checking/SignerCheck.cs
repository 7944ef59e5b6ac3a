using Signet.Server.Audit.Output;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Signers;

namespace Signet.Server.Hosting.Checking;

/// <summary>Checks the settings of the served signer, without its socket.</summary>
internal sealed class SignerCheck(ServerOptions options, CheckFindings findings)
{
    /// <summary>Checks them; nothing without <c>--signer-listen</c>.</summary>
    public void Run()
    {
        if (options.Signer.Listen is not { } listen)
        {
            return;
        }

        findings.Try(() => SignerRules.Require(options));
        if (SignerSettingsTable.TryParse(listen) is { IsAbstract: false } address && FolderFaultOf(address.Text) is { } fault)
        {
            findings.Warn($"--{SignerSettingsTable.Listen}: {listen}: the socket cannot be made: {fault}; create the directory, or give this user access");
        }

        if (options.Signer.AuditLogPath is { } path && AuditOutputCheck.FaultOf(path) is { } unusable)
        {
            findings.Add(SignerHost.FaultOfAudit(path, unusable));
        }
    }

    private static string? FolderFaultOf(string socket)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(socket))!;
        return Directory.Exists(folder) ? FileAccessCheck.WriteFaultOf(folder) : $"{folder} does not exist";
    }
}
