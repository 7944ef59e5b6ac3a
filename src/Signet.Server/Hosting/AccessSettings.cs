using System.Security.Cryptography.X509Certificates;
using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Http.Outbound;

namespace Signet.Server.Hosting;

/// <summary>What says who callers are and what they may do, read from its files.</summary>
/// <param name="Configuration"><c>--authentication-config</c>.</param>
/// <param name="FrontProxy"><c>--requestheader-*</c>; null for no proxy.</param>
/// <param name="TokenWebhook"><c>--authentication-token-webhook-config-file</c>, or null.</param>
/// <param name="AuthorizationWebhook"><c>--authorization-webhook-config-file</c>, or null.</param>
internal sealed record AccessSettings(
    AuthenticationConfiguration Configuration, FrontProxyOptions? FrontProxy, WebhookTarget? TokenWebhook, WebhookTarget? AuthorizationWebhook)
{
    /// <summary>Reads the files.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="ownIssuers">The server's own issuers.</param>
    /// <exception cref="StartupException">One of them cannot be used.</exception>
    public static AccessSettings Open(ServerOptions options, IReadOnlyList<string> ownIssuers)
    {
        var configuration = options.Authentication.ConfigurationFile is { } file
            ? Read("authentication-config", file, path => AuthenticationConfigurationReader.Read(File.ReadAllBytes(path), ownIssuers))
            : options.Authentication.Oidc is { } flags ? new AuthenticationConfiguration([OpenOidc(flags, ownIssuers)], null)
            : AuthenticationConfiguration.None;
        if (configuration.Anonymous is not null && options.Authentication.AllowAnonymous is not null)
        {
            throw new StartupException("--anonymous-auth is not allowed when the file of --authentication-config has 'anonymous'");
        }

        return new AccessSettings(
            configuration,
            OpenFrontProxy(options),
            options.Authentication.TokenWebhook.ConfigurationFile is { } tokens ? Read("authentication-token-webhook-config-file", tokens, WebhookTarget.Read) : null,
            options.Authorization.Webhook.ConfigurationFile is { } rights ? Read("authorization-webhook-config-file", rights, WebhookTarget.Read) : null);
    }

    /// <summary>Who may come without credentials.</summary>
    public AnonymousRules AnonymousRules(ServerOptions options) => Configuration.Anonymous ?? new AnonymousRules(options.Authentication.AllowAnonymous ?? true, []);

    private static JwtIssuerOptions OpenOidc(OidcFlags flags, IReadOnlyList<string> ownIssuers)
    {
        var authorities = flags.AuthorityFile is { } file ? Read("oidc-ca-file", file, ReadAuthorities) : null;
        try
        {
            return OidcFlagsReader.Read(flags, authorities, ownIssuers);
        }
        catch (FormatException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>An empty file must not mean the system's CA certificates.</summary>
    private static string ReadAuthorities(string path) =>
        File.ReadAllText(path) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw new FormatException("has no PEM encoded certificate");

    private static FrontProxyOptions? OpenFrontProxy(ServerOptions options) => options.Authentication.FrontProxy.AuthorityFile is not { } file ? null : new FrontProxyOptions
    {
        Authorities = Read("requestheader-client-ca-file", file, path => TrustedAuthorities.Open(new X509Certificate2Collection(), path)),
        AllowedNames = options.Authentication.FrontProxy.AllowedNames,
        UsernameHeaders = options.Authentication.FrontProxy.UsernameHeaders,
        UidHeaders = options.Authentication.FrontProxy.UidHeaders,
        GroupHeaders = options.Authentication.FrontProxy.GroupHeaders,
        ExtraPrefixes = options.Authentication.FrontProxy.ExtraPrefixes,
    };

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--{setting}: {path}: {exception.Message}", exception);
        }
    }
}
