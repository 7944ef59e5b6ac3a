using Signet.Core.Primitives;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The part of the table that says who callers are and what they may do, by files and by other servers.</summary>
internal static class AccessSettingsTable
{
    private const string HeaderNames = "names of headers";

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "authentication-config", ValueName = "FILE", Default = "none",
            Help = "Other issuers whose tokens (OIDC, JWT) are accepted, and the paths that anonymous requests may use: an AuthenticationConfiguration of apiserver.config.k8s.io/v1, without CEL expressions. An issuer's keys may also be given by issuer.jwks or issuer.jwksFile. Followed when it changes.",
            Apply = (options, values) => options with { Authentication = options.Authentication with { ConfigurationFile = values[0] } },
        },
        .. OidcSettingsTable.All,
        new()
        {
            Name = "requestheader-client-ca-file", ValueName = "FILE", Default = "none",
            Help = "Trusted CA certificates, in PEM, for the client certificates of front proxies. A proxy with such a certificate names the user of a request in headers. Followed when it changes.",
            Apply = (options, values) => SetProxy(options, proxy => proxy with { CaFile = values[0] }),
        },
        new()
        {
            Name = "requestheader-allowed-names", ValueName = "NAME", Default = "all", IsList = true,
            Help = "The allowed common names of the proxies' client certificates; without any, every certificate that --requestheader-client-ca-file verifies is accepted.",
            Apply = (options, values) => SetProxy(options, proxy => proxy with { AllowedNames = [.. values.Where(value => value.Length > 0)] }),
        },
        new()
        {
            Name = "requestheader-username-headers", ValueName = "HEADER", Default = "none", IsList = true,
            Help = "The headers with the user's name, such as X-Remote-User; the first that is not empty counts. Needed with --requestheader-client-ca-file.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { UsernameHeaders = headers })),
        },
        new()
        {
            Name = "requestheader-uid-headers", ValueName = "HEADER", Default = "none", IsList = true,
            Help = "The headers with the user's uid, such as X-Remote-Uid; the first that is not empty counts.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { UidHeaders = headers })),
        },
        new()
        {
            Name = "requestheader-group-headers", ValueName = "HEADER", Default = "none", IsList = true,
            Help = "The headers with the user's groups, one in each line, such as X-Remote-Group.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { GroupHeaders = headers })),
        },
        new()
        {
            Name = "requestheader-extra-headers-prefix", ValueName = "PREFIX", Default = "none", IsList = true,
            Help = "What the headers with more about the user begin with, such as X-Remote-Extra-.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { ExtraPrefixes = headers })),
        },
        new()
        {
            Name = "authentication-token-webhook-config-file", ValueName = "FILE", Default = "none",
            Help = "A kubeconfig of the server that gets a TokenReview for each token that no other method accepts. Followed when it changes.",
            Apply = (options, values) => SetTokenWebhook(options, webhook => webhook with { ConfigurationFile = values[0] }),
        },
        new()
        {
            Name = "authentication-token-webhook-cache-ttl", ValueName = "DURATION", Default = "2m0s",
            Help = "How long the answers of the webhook for tokens are remembered; 0 for not at all.",
            Apply = (options, values) => ApplyLifetime(values[0], lifetime => SetTokenWebhook(options, webhook => webhook with { CacheTtl = lifetime })),
        },
        new()
        {
            Name = "authentication-token-webhook-version", ValueName = "VERSION", Default = "v1",
            Help = "The version of authentication.k8s.io that the webhook for tokens is spoken to in: v1 or v1beta1 (the default of kube-apiserver).",
            Apply = (options, values) => ApplyVersion(values[0], version => SetTokenWebhook(options, webhook => webhook with { Version = version })),
        },
        new()
        {
            Name = "authorization-webhook-config-file", ValueName = "FILE", Default = "none",
            Help = "A kubeconfig of the server that the mode Webhook asks by SubjectAccessReview. Followed when it changes.",
            Apply = (options, values) => SetWebhook(options, webhook => webhook with { ConfigurationFile = values[0] }),
        },
        new()
        {
            Name = "authorization-webhook-cache-authorized-ttl", ValueName = "DURATION", Default = "5m0s",
            Help = "How long it is remembered that the mode Webhook allowed something; 0 for not at all.",
            Apply = (options, values) => ApplyLifetime(values[0], lifetime => SetWebhook(options, webhook => webhook with { AuthorizedCacheTtl = lifetime })),
        },
        new()
        {
            Name = "authorization-webhook-cache-unauthorized-ttl", ValueName = "DURATION", Default = "30s",
            Help = "How long it is remembered that the mode Webhook did not allow something; 0 for not at all.",
            Apply = (options, values) => ApplyLifetime(values[0], lifetime => SetWebhook(options, webhook => webhook with { UnauthorizedCacheTtl = lifetime })),
        },
        new()
        {
            Name = "authorization-webhook-version", ValueName = "VERSION", Default = "v1",
            Help = "The version of authorization.k8s.io that the mode Webhook speaks: v1 or v1beta1 (the default of kube-apiserver).",
            Apply = (options, values) => ApplyVersion(values[0], version => SetWebhook(options, webhook => webhook with { Version = version })),
        },
    ];

    /// <summary>What settings demand of each other; the fault, or null.</summary>
    public static string? Check(ServerOptions options)
    {
        if (OidcSettingsTable.Check(options) is { } fault)
        {
            return fault;
        }

        var isProxy = options.Authentication.FrontProxy.CaFile is not null;
        if (isProxy != options.Authentication.FrontProxy.UsernameHeaders.Count > 0)
        {
            return "--requestheader-client-ca-file and --requestheader-username-headers are only allowed together";
        }

        var isAsked = options.Authorization.Modes.Contains(Authorization.AuthorizationMode.Webhook);
        return isAsked == options.Authorization.Webhook.ConfigurationFile is not null
            ? null
            : "--authorization-webhook-config-file and Webhook in --authorization-mode are only allowed together";
    }

    private static ServerOptions SetProxy(ServerOptions options, Func<FrontProxyFlags, FrontProxyFlags> set) =>
        options with { Authentication = options.Authentication with { FrontProxy = set(options.Authentication.FrontProxy) } };

    private static ServerOptions SetTokenWebhook(ServerOptions options, Func<TokenWebhookFlags, TokenWebhookFlags> set) =>
        options with { Authentication = options.Authentication with { TokenWebhook = set(options.Authentication.TokenWebhook) } };

    private static ServerOptions SetWebhook(ServerOptions options, Func<AuthorizationWebhookFlags, AuthorizationWebhookFlags> set) =>
        options with { Authorization = options.Authorization with { Webhook = set(options.Authorization.Webhook) } };

    private static SettingResult ApplyHeaders(IReadOnlyList<string> values, Func<IReadOnlyList<string>, ServerOptions> set) =>
        values.All(value => value.Length > 0 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            ? set([.. values])
            : SettingResult.Refuse(HeaderNames);

    private static SettingResult ApplyVersion(string value, Func<string, ServerOptions> set) =>
        value is "v1" or "v1beta1" ? set(value) : SettingResult.Refuse("v1 or v1beta1");

    private static SettingResult ApplyLifetime(string value, Func<TimeSpan, ServerOptions> set) =>
        GoDuration.TryParse(value, out var lifetime, out _) && lifetime >= TimeSpan.Zero ? set(lifetime) : SettingResult.Refuse("a duration such as 30s or 2m");
}
