using Signet.Core.Primitives;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of authentication and authorization by files and webhooks; a part of <see cref="SettingsTable"/>.</summary>
internal static class AccessSettingsTable
{
    private const string HeaderNames = "a list of header names";

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "authentication-config", ValueName = "FILE", HasPublicContent = true, Default = "none",
            Help = "A file with other issuers whose tokens (OIDC, JWT) are accepted and with the paths that anonymous requests may read: an AuthenticationConfiguration of apiserver.config.k8s.io/v1, without CEL expressions. The keys of an issuer can also be set by issuer.jwks or issuer.jwksFile. Reloaded when the file changes.",
            Apply = (options, values) => options with { Authentication = options.Authentication with { ConfigurationFile = values[0] } },
        },
        .. OidcSettingsTable.All,
        new()
        {
            Name = "requestheader-client-ca-file", ValueName = "FILE", HasPublicContent = true, Default = "none",
            Help = "A PEM file with trusted CA certificates for the client certificates of front proxies. A front proxy authenticates users and names them in headers. Requires --requestheader-username-headers. Reloaded when the file changes.",
            Apply = (options, values) => SetProxy(options, proxy => proxy with { CaFile = values[0] }),
        },
        new()
        {
            Name = "requestheader-allowed-names", ValueName = "NAME", Default = "all", IsList = true,
            Help = "Allowed common names of the client certificates of front proxies. By default every certificate that --requestheader-client-ca-file verifies is accepted.",
            Apply = (options, values) => SetProxy(options, proxy => proxy with { AllowedNames = [.. values.Where(value => value.Length > 0)] }),
        },
        new()
        {
            Name = "requestheader-username-headers", ValueName = "HEADER", Default = "none", IsList = true,
            Help = "Headers with the user name, such as X-Remote-User; the first one that is not empty is used. Requires --requestheader-client-ca-file.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { UsernameHeaders = headers })),
        },
        new()
        {
            Name = "requestheader-uid-headers", ValueName = "HEADER", Default = "none", IsList = true,
            Help = "Headers with the uid of the user, such as X-Remote-Uid; the first one that is not empty is used.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { UidHeaders = headers })),
        },
        new()
        {
            Name = "requestheader-group-headers", ValueName = "HEADER", Default = "none", IsList = true,
            Help = "Headers with the groups of the user, one group per header line, such as X-Remote-Group.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { GroupHeaders = headers })),
        },
        new()
        {
            Name = "requestheader-extra-headers-prefix", ValueName = "PREFIX", Default = "none", IsList = true,
            Help = "Prefixes of headers with extra fields of the user, such as X-Remote-Extra-.",
            Apply = (options, values) => ApplyHeaders(values, headers => SetProxy(options, proxy => proxy with { ExtraPrefixes = headers })),
        },
        new()
        {
            Name = "authentication-token-webhook-config-file", ValueName = "FILE", Default = "none",
            Help = "A kubeconfig with the URL and the credentials of a webhook. The webhook receives a TokenReview for each token that no other authenticator accepts. Reloaded when the file changes.",
            Apply = (options, values) => SetTokenWebhook(options, webhook => webhook with { ConfigurationFile = values[0] }),
        },
        new()
        {
            Name = "authentication-token-webhook-cache-ttl", ValueName = "DURATION", Default = "2m0s",
            Help = "How long responses of the token webhook are cached, such as 30s or 2m; 0 disables the cache.",
            Apply = (options, values) => ApplyLifetime(values[0], lifetime => SetTokenWebhook(options, webhook => webhook with { CacheTtl = lifetime })),
        },
        new()
        {
            Name = "authentication-token-webhook-version", ValueName = "VERSION", Default = "v1", Values = ["v1", "v1beta1"],
            Help = "The API version of the TokenReviews for the token webhook: v1 or v1beta1. The default of kube-apiserver is v1beta1.",
            Apply = (options, values) => ApplyVersion(values[0], version => SetTokenWebhook(options, webhook => webhook with { Version = version })),
        },
        new()
        {
            Name = "authorization-webhook-config-file", ValueName = "FILE", Default = "none",
            Help = "A kubeconfig with the URL and the credentials of a webhook. The webhook receives a SubjectAccessReview for each request. Requires Webhook in --authorization-mode. Reloaded when the file changes.",
            Apply = (options, values) => SetWebhook(options, webhook => webhook with { ConfigurationFile = values[0] }),
        },
        new()
        {
            Name = "authorization-webhook-cache-authorized-ttl", ValueName = "DURATION", Default = "5m0s",
            Help = "How long decisions of the authorization webhook that allow a request are cached, such as 5m; 0 disables the cache.",
            Apply = (options, values) => ApplyLifetime(values[0], lifetime => SetWebhook(options, webhook => webhook with { AuthorizedCacheTtl = lifetime })),
        },
        new()
        {
            Name = "authorization-webhook-cache-unauthorized-ttl", ValueName = "DURATION", Default = "30s",
            Help = "How long decisions of the authorization webhook that do not allow a request are cached, such as 30s; 0 disables the cache.",
            Apply = (options, values) => ApplyLifetime(values[0], lifetime => SetWebhook(options, webhook => webhook with { UnauthorizedCacheTtl = lifetime })),
        },
        new()
        {
            Name = "authorization-webhook-version", ValueName = "VERSION", Default = "v1", Values = ["v1", "v1beta1"],
            Help = "The API version of the SubjectAccessReviews for the authorization webhook: v1 or v1beta1. The default of kube-apiserver is v1beta1.",
            Apply = (options, values) => ApplyVersion(values[0], version => SetWebhook(options, webhook => webhook with { Version = version })),
        },
    ];

    /// <summary>Checks dependencies between the settings; the fault, or null.</summary>
    public static IEnumerable<string> Check(ServerOptions options)
    {
        foreach (var fault in OidcSettingsTable.Check(options))
        {
            yield return fault;
        }

        var isProxy = options.Authentication.FrontProxy.CaFile is not null;
        if (isProxy != options.Authentication.FrontProxy.UsernameHeaders.Count > 0)
        {
            yield return "--requestheader-client-ca-file and --requestheader-username-headers must be set together";
        }

        var usesWebhook = options.Authorization.Modes.Contains(Authorization.AuthorizationMode.Webhook);
        if (usesWebhook != options.Authorization.Webhook.ConfigurationFile is not null)
        {
            yield return "--authorization-webhook-config-file and Webhook in --authorization-mode must be set together";
        }
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
