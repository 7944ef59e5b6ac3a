using Signet.Server.Hosting.Options;
using Signet.Signing.External;

namespace Signet.Server.Hosting.Settings;

/// <summary>The setting of an external signer; a part of <see cref="SettingsTable"/>.</summary>
internal static class ExternalSignerSettingsTable
{
    private const string Endpoint = "service-account-signing-endpoint";

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = Endpoint, ValueName = "SOCKET", Default = "none: the server has its own keys",
            Help = "The Unix domain socket of an external signer (gRPC, ExternalJWTSigner of Kubernetes): a path, or @name for a name in the abstract namespace. It signs all tokens, and its keys verify them. Not allowed together with --service-account-signing-key-file and --service-account-key-file.",
            Apply = (options, values) => SignerAddress.TryParse(values[0]) is not null
                ? options with { Keys = options.Keys with { SigningEndpoint = values[0] } }
                : SettingResult.Refuse("the path of a socket of up to 107 bytes, or @name"),
        },
    ];

    /// <summary>Why settings exclude each other, as in kube-apiserver; null when they do not.</summary>
    public static IEnumerable<string> Check(ServerOptions options)
    {
        if (options.Keys.SigningEndpoint is null)
        {
            return [];
        }

        (bool IsSet, string Name)[] excluded =
        [
            (options.Keys.SigningKeyFile is not null, "service-account-signing-key-file"),
            (options.Keys.VerificationKeyFiles.Count > 0, "service-account-key-file"),
            (options.Keys.UnpublishedKeyFiles.Count > 0, "unpublished-key-file"),
        ];
        return excluded.Where(one => one.IsSet).Select(one => $"--{one.Name} and --{Endpoint} are mutually exclusive");
    }
}
