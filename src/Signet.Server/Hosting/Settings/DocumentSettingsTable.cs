using Signet.Server.Http.Cors;

namespace Signet.Server.Hosting.Settings;

/// <summary>The part of the table about who may read the issuers' documents, and what web pages may read.</summary>
internal static class DocumentSettingsTable
{
    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "publish-discovery", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Whether everybody may read the discovery document and the JWKS, without credentials: clouds, Vault and OIDC libraries verify tokens with them, and they hold only public facts. With false the rule is kube-apiserver's: service accounts may, others need the cluster role system:service-account-issuer-discovery.",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => options with { Documents = options.Documents with { PublishDiscovery = flag } }),
        },
        new()
        {
            Name = "cors-allowed-origins", ValueName = "REGEX", Default = "none", IsList = true,
            Help = "The origins whose web pages may call the API with the credentials of their users: regular expressions that fix both ends of the host, such as //example\\.com(:|$). The discovery document and the JWKS may be read from all.",
            Apply = (options, values) => values.All(value => OriginPattern.TryCompile(value) is not null)
                ? options with { Documents = options.Documents with { AllowedOrigins = [.. values] } }
                : SettingResult.Refuse(OriginPattern.Allowed),
        },
    ];
}
