using Signet.Server.Http.Cors;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of the discovery documents and of CORS; a part of <see cref="SettingsTable"/>.</summary>
internal static class DocumentSettingsTable
{
    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "publish-discovery", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Allow anonymous requests to read the discovery document, the JWKS and, with a browser, the page at / that links to them. Cloud providers, Vault and OIDC libraries verify tokens with them; they contain only public data. With false, as in kube-apiserver, only service accounts and users with the cluster role system:service-account-issuer-discovery can read them.",
            Apply = (options, values) => SettingsTable.ApplyFlag(
                values[0],
                flag => options with { Documents = options.Documents with { PublishDiscovery = flag } }),
        },
        new()
        {
            Name = "public-bind-address", ValueName = "ADDRESS:PORT", Default = "none",
            Help = "A second address, such as 0.0.0.0:8443, that serves the discovery documents and the JWKS to every client, and nothing else: relying parties need not reach the API. --publish-discovery does not concern it.",
            Apply = (options, values) => SettingsTable.ApplyEndPoint(
                values[0],
                endPoint => options with { Documents = options.Documents with { PublicEndPoint = endPoint } }),
        },
        new()
        {
            Name = "public-tls", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Serve HTTPS at --public-bind-address, with the serving certificate. With false it is plain HTTP, for a proxy that ends TLS: issuers are https URLs.",
            Apply = (options, values) => SettingsTable.ApplyFlag(
                values[0],
                flag => options with { Documents = options.Documents with { PublicTls = flag } }),
        },
        new()
        {
            Name = "cors-allowed-origins", ValueName = "REGEX", Default = "none", IsList = true,
            Help = "Origins whose web pages may call the API with the credentials of the user (CORS): regular expressions that match the host from start to end, such as //example\\.com(:|$). The discovery document and the JWKS can be read from every origin.",
            Apply = (options, values) => values.All(value => OriginPattern.TryCompile(value) is not null)
                ? options with { Documents = options.Documents with { AllowedOrigins = [.. values] } }
                : SettingResult.Refuse(OriginPattern.Allowed),
        },
    ];
}
