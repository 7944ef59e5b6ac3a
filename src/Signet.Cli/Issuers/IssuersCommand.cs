using System.CommandLine;
using Signet.Cli.Keys.Targets;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Issuers;

/// <summary><c>signet issuers</c>.</summary>
internal static class IssuersCommand
{
    private const string Description =
        "Shows the issuers whose tokens the server accepts, and refuses former ones: of a running server through the control socket of --data-dir or over the API of --kubeconfig, else in " +
        "the store itself. Exit codes: 0 done; 1 failed; 3 it breaks something and was not confirmed by --yes, nothing was changed; 78 the command line or a setting cannot be used.";

    /// <summary>The operations of these commands.</summary>
    public static OperationKind Operations { get; } = new(IssuerRequestJson.Kind, IssuerRequestJson.Plural, "signet issuers")
    {
        OfflineSettings = ["data-dir", .. EtcdSettingsTable.Address.Select(setting => setting.Name)],
        OpenStore = StoreIssuerTarget.OpenAsync,
    };

    public static Command Create(TimeProvider time) => new("issuers", Description)
    {
        new IssuerOperationCommand(IssuerAction.List, "Lists the issuers: the current one, those of the settings, and former ones with the time until which they are accepted.").Create(time),
        new IssuerOperationCommand(
            IssuerAction.Refuse, "Refuses all tokens of an issuer at once, on every server of the store and after restarts. The current issuer cannot be refused.").Create(time),
        new IssuerOperationCommand(IssuerAction.Accept, "Takes a refusal back: tokens that have not expired are accepted again.").Create(time),
    };
}
