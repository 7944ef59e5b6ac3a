using System.CommandLine;
using Signet.Cli.Keys.Targets;
using Signet.Core.Signing.Managed.Operating;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Keys;

/// <summary><c>signet keys</c>.</summary>
internal static class KeysCommand
{
    private const string Description =
        "Shows and changes the signing keys that the server manages: of a running server through the control socket of --data-dir or over the API of --kubeconfig, else in the " +
        "store itself. Exit codes: 0 done; 1 failed; 3 it breaks something and was not confirmed by --yes, nothing was changed; 4 the probe found a JWKS with which tokens are " +
        "or will be refused; 78 the command line or a setting cannot be used.";

    /// <summary>The operations of these commands.</summary>
    public static OperationKind Operations { get; } = new(KeyRequestJson.Kind, KeyRequestJson.Plural, "signet keys")
    {
        OfflineSettings =
        [
            "data-dir", "key-encryption-key-file", "signing-algorithm", "signing-algorithm-for-audience", "signing-key-rotation-interval",
            .. EtcdSettingsTable.Address.Select(setting => setting.Name),
            "signing-key-publication-lead", "signing-key-publication-required", "service-account-max-token-expiration", "service-account-extend-token-expiration",
        ],
        OpenStore = StoreKeyTarget.OpenAsync,
    };

    public static Command Create(TimeProvider time) => new("keys", Description)
    {
        new KeyOperationCommand(KeyAction.List, "Lists the keys with their windows. Times in parentheses are not recorded yet.").Create(time),
        PlanCommand.Create(time),
        new KeyOperationCommand(KeyAction.Prepare, "Makes and publishes the next key. It signs after rotate, after activate, or when the current key is due.").Create(time),
        new KeyOperationCommand(KeyAction.Rotate, "Lets the next key sign as early as every verifier knows it; makes it when there is none. Breaks nothing.").Create(time),
        new KeyOperationCommand(KeyAction.Activate, "Lets a prepared key sign now. Breaks verifiers with a cached JWKS when the key is not published long enough.").Create(time),
        new KeyOperationCommand(KeyAction.Retire, "Ends a key that signs no more, before its last token has expired.").Create(time),
        new KeyOperationCommand(KeyAction.Revoke, "Ends a compromised key at once: its tokens are refused, and another key signs.").Create(time),
        new KeyOperationCommand(KeyAction.Reseal, "Seals the private keys with the first key-encryption key, so that the others are not needed any more.").Create(time),
        NewEncryptionKeyCommand.Create(),
    };
}
