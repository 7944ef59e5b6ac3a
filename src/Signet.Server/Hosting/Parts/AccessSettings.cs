using Signet.Server.Authentication.Certificates;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Outbound;

namespace Signet.Server.Hosting.Parts;

/// <summary>The settings of authentication and authorization that come from files. All files are followed.</summary>
/// <param name="Configuration"><c>--authentication-config</c>, or the equivalent of <c>--oidc-*</c>.</param>
/// <param name="FrontProxy"><c>--requestheader-*</c>; null trusts no front proxy.</param>
/// <param name="TokenWebhook"><c>--authentication-token-webhook-config-file</c>, or null.</param>
/// <param name="AuthorizationWebhook"><c>--authorization-webhook-config-file</c>, or null.</param>
internal sealed record AccessSettings(
    IValueSource<AuthenticationConfiguration> Configuration,
    FrontProxyOptions? FrontProxy,
    IValueSource<KubeconfigTarget>? TokenWebhook,
    IValueSource<KubeconfigTarget>? AuthorizationWebhook)
{
    /// <summary>Whether other issuers are configured, or may be after a change of a file.</summary>
    public bool MayHaveIssuers { get; private init; }

    /// <summary>Reads the files.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="ownIssuers">The server's own issuers.</param>
    /// <param name="files">Loads and follows the files.</param>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static AccessSettings Open(ServerOptions options, IReadOnlyList<string> ownIssuers, SettingFiles files) => new(
        OpenIssuers(options, ownIssuers, files),
        OpenFrontProxy(options.Authentication.FrontProxy, files),
        OpenTokenWebhook(options, files),
        OpenAuthorizationWebhook(options, files))
    {
        MayHaveIssuers = options.Authentication.ConfigurationFile is not null || options.Authentication.Oidc is not null,
    };

    /// <summary>The part of <see cref="Configuration"/>.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static IValueSource<AuthenticationConfiguration> OpenIssuers(ServerOptions options, IReadOnlyList<string> ownIssuers, SettingFiles files) =>
        options.Authentication.ConfigurationFile is { } file ? OpenConfiguration(options, file, ownIssuers, files)
        : options.Authentication.Oidc is { } flags ? OpenOidc(flags, ownIssuers, files)
        : new FixedValue<AuthenticationConfiguration>(AuthenticationConfiguration.None);

    /// <summary>The part of <see cref="TokenWebhook"/>.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static IValueSource<KubeconfigTarget>? OpenTokenWebhook(ServerOptions options, SettingFiles files) =>
        OpenWebhook("authentication-token-webhook-config-file", options.Authentication.TokenWebhook.ConfigurationFile, files);

    /// <summary>The part of <see cref="AuthorizationWebhook"/>.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static IValueSource<KubeconfigTarget>? OpenAuthorizationWebhook(ServerOptions options, SettingFiles files) =>
        OpenWebhook("authorization-webhook-config-file", options.Authorization.Webhook.ConfigurationFile, files);

    private static FollowedFile<AuthenticationConfiguration> OpenConfiguration(
        ServerOptions options, string path, IReadOnlyList<string> ownIssuers, SettingFiles files) => files.Follow(
            "authentication-config",
            path,
            contents =>
            {
                var configuration = AuthenticationConfigurationReader.Read(contents.Read(), ownIssuers, file => ReadKeySet(contents, file));
                return configuration.Anonymous is null || options.Authentication.AllowAnonymous is null
                    ? configuration
                    : throw new FormatException("'anonymous' is not allowed together with --anonymous-auth");
            },
            Describe);

    /// <summary>At the start the file of a JWKS may be missing, as an issuer may be unreachable. Later a missing file leaves the keys in force.</summary>
    private static byte[]? ReadKeySet(FileContents contents, string path)
    {
        try
        {
            return contents.Read(path);
        }
        catch (UnusableFileException) when (contents.IsStart)
        {
            return null;
        }
    }

    private static IValueSource<AuthenticationConfiguration> OpenOidc(OidcFlags flags, IReadOnlyList<string> ownIssuers, SettingFiles files)
    {
        AuthenticationConfiguration fromFlags;
        try
        {
            fromFlags = new AuthenticationConfiguration([OidcFlagsReader.Read(flags, null, ownIssuers)], null);
        }
        catch (FormatException exception)
        {
            throw new StartupException(exception.Message, exception);
        }

        return flags.CaFile is not { } path
            ? new FixedValue<AuthenticationConfiguration>(fromFlags)
            : files.Follow(
                "oidc-ca-file",
                path,
                contents =>
                {
                    // An empty file must not select the system store.
                    var text = FileContents.TextOf(contents.Read());
                    PemCertificates.Read(text);
                    return new AuthenticationConfiguration([OidcFlagsReader.Read(flags, text, ownIssuers)], null);
                },
                Describe);
    }

    /// <summary>The part of <see cref="FrontProxy"/>.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static FrontProxyOptions? OpenFrontProxy(FrontProxyFlags flags, SettingFiles files) => flags.CaFile is not { } path ? null : new FrontProxyOptions
    {
        CaCertificates = files.Follow(
            "requestheader-client-ca-file",
            path,
            contents => PemCertificates.Read(FileContents.TextOf(contents.Read())),
            all => ServerCertificates.DescribeCaCertificates(all.Count)),
        AllowedNames = flags.AllowedNames,
        UsernameHeaders = flags.UsernameHeaders,
        UidHeaders = flags.UidHeaders,
        GroupHeaders = flags.GroupHeaders,
        ExtraPrefixes = flags.ExtraPrefixes,
    };

    private static FollowedFile<KubeconfigTarget>? OpenWebhook(string setting, string? path, SettingFiles files) =>
        path is null ? null : files.Follow(setting, path, contents => KubeconfigTarget.Read(contents, path), target => $"{target.Server}");

    private static string Describe(AuthenticationConfiguration configuration) => configuration.Issuers.Count == 0
        ? "no other issuers"
        : $"issuers {string.Join(", ", configuration.Issuers.Select(issuer => issuer.Url))}";
}
