using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Authorization;
using Signet.Server.Hosting.Options;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Settings;

/// <summary>The table of all settings. Flags, variables, the configuration file, the help and the settings reference are derived from it.</summary>
internal static class SettingsTable
{
    private const string DurationForm = "a duration such as 24h or 1h30m";
    private static readonly string[] LogLevels = ["debug", "information", "warning", "error"];
    private static readonly TimeSpan MinLifetimeLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinQuarantine = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxQuarantine = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaxLifetimeLimit = TimeSpan.FromSeconds(1L << 32);

    /// <summary>The defaults of <c>signet serve</c>: a data directory, and the port of kube-apiserver.</summary>
    public static ServerOptions Defaults { get; } = new()
    {
        Listener = new ListenerOptions { SecurePort = 6443 },
        Store = new StoreOptions { DataDirectory = "./signet-data" },
    };

    /// <summary>All settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "data-dir", ValueName = "DIR", Default = "./signet-data",
            Help = "The directory of the store, the keys, the certificates and the administrator's kubeconfig. Created at the first start, with access for its owner only.",
            Apply = (options, values) => values[0].Length > 0
                ? options with { Store = options.Store with { DataDirectory = values[0] } }
                : SettingResult.Refuse("a path"),
        },
        new()
        {
            Name = "accept-store-loss", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Start although store.db is missing, empty, older than the data directory remembers, or without its -wal file. The missing objects are lost, and tokens that were revoked since may be valid again. Use it for one start, after a restore.",
            Apply = (options, values) => ApplyFlag(values[0], flag => options with { Store = options.Store with { AcceptLoss = flag } }),
        },
        .. EtcdSettingsTable.All,
        new()
        {
            Name = "bind-address", ValueName = "ADDRESS", Default = "127.0.0.1",
            Help = "The IP address to listen on; 0.0.0.0 for all IPv4 addresses, :: for all addresses.",
            Apply = (options, values) => IPAddress.TryParse(values[0], out var address)
                ? options with { Listener = options.Listener with { BindAddress = address } }
                : SettingResult.Refuse("an IP address"),
        },
        new()
        {
            Name = "secure-port", ValueName = "PORT", Default = "6443",
            Help = "The HTTPS port; 0 uses any free port.",
            Apply = (options, values) => int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
                ? options with { Listener = options.Listener with { SecurePort = port } }
                : SettingResult.Refuse("a port from 0 to 65535"),
        },
        new()
        {
            Name = "service-account-issuer", ValueName = "URL", Default = "the previous one; in a new data directory the server's address", IsList = true,
            Help = "The issuer of tokens (iss), an https:// URL. When it is repeated, the first issuer issues tokens and all are accepted. After a change of the issuer, tokens of the former issuer, which the data directory remembers, are accepted until the last one has expired.",
            Apply = (options, values) => values.All(IssuerUrl.IsAllowed)
                ? options with { Tokens = options.Tokens with { Issuers = [.. values] } }
                : SettingResult.Refuse(IssuerUrl.Allowed),
        },
        new()
        {
            Name = "api-audiences", ValueName = "AUDIENCE", Default = "the issuers", IsList = true,
            Help = "The audiences of this server. A token request without audiences gets them, and the token of a caller must have one of them.",
            Apply = (options, values) => values.All(value => value.Length > 0)
                ? options with { Tokens = options.Tokens with { ApiAudiences = [.. values] } }
                : SettingResult.Refuse("a list of audiences that are not empty"),
        },
        new()
        {
            Name = "service-account-signing-key-file", ValueName = "FILE", Default = "managed keys in the store",
            Help = "A PEM file with the private key that signs tokens: RSA (RS256) or EC (ES256, ES384 or ES512, depending on the curve). Reloaded when the file changes. Or a key in an HSM, by its URI (RFC 7512): 'pkcs11:token=T;object=O?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/signet/pin'. A PIN in the URI (pin-value) is refused.",
            Apply = (options, values) => options with { Keys = options.Keys with { SigningKeyFile = values[0] } },
        },
        .. ExternalSignerSettingsTable.All,
        .. SignerSettingsTable.All,
        .. KeySettingsTable.All,
        new()
        {
            Name = "service-account-key-file", ValueName = "FILE", Default = "the public key of the signing key", IsList = true,
            Help = "PEM files with more keys that verify tokens: private keys, public keys or certificates, one or more per file. All keys are published in the JWKS, the signing key first. Reloaded when a file changes.",
            Apply = (options, values) => options with { Keys = options.Keys with { VerificationKeyFiles = [.. values] } },
        },
        new()
        {
            Name = "unpublished-key-file", ValueName = "FILE", Default = "none", IsList = true,
            Help = "PEM files with more keys that verify tokens, and are not in the JWKS: keys of tokens that only Kubernetes accepts. A signer marks them as excluded from OIDC discovery. Reloaded when a file changes.",
            Apply = (options, values) => options with { Keys = options.Keys with { UnpublishedKeyFiles = [.. values] } },
        },
        new()
        {
            Name = "service-account-max-token-expiration", ValueName = "DURATION", Default = "8760h with managed keys, else no limit",
            Help = "The maximum lifetime of tokens, such as 24h, from 1h to 2^32 seconds; 0 is no limit. Requests for a longer lifetime are shortened, with a warning to the client. A managed key stays in the JWKS for this time after its last token.",
            Apply = ApplyMaxLifetime,
        },
        new()
        {
            Name = "service-account-extend-token-expiration", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Issue the tokens that kubelets request for pods (3607 s, for the audience of this server) with a lifetime of one year, as in Kubernetes, so that clients that do not reload their token continue to work.",
            Apply = (options, values) => ApplyFlag(values[0], flag => options with { Tokens = options.Tokens with { ExtendExpiration = flag } }),
        },
        new()
        {
            Name = "service-account-jwks-uri", ValueName = "URL", Default = "the issuer URL and /openid/v1/jwks",
            Help = "The URL of the JWKS (jwks_uri) in the discovery document, when the JWKS is served from another location.",
            Apply = (options, values) => Uri.TryCreate(values[0], UriKind.Absolute, out _) && values[0].StartsWith("https://", StringComparison.Ordinal)
                ? options with { Documents = options.Documents with { JwksUri = values[0] } }
                : SettingResult.Refuse("a URL that starts with https:// in lower case"),
        },
        .. DocumentSettingsTable.All,
        .. MetricsSettingsTable.All,
        new()
        {
            Name = "token-auth-file", ValueName = "FILE", Default = "none",
            Help = "A CSV file with static bearer tokens, one per line: token,user,uid,\"group1,group2\". Reloaded when the file changes.",
            Apply = (options, values) => options with { Authentication = options.Authentication with { TokenFile = values[0] } },
        },
        new()
        {
            Name = "client-ca-file", ValueName = "FILE", HasPublicContent = true, Default = "the CA in the data directory only",
            Help = "A PEM file with trusted CA certificates for client certificates, in addition to Signet's own CA. The common name of a client certificate is the user, its organizations are the groups. Reloaded when the file changes.",
            Apply = (options, values) => options with { Authentication = options.Authentication with { ClientCaFile = values[0] } },
        },
        .. TlsSettingsTable.All,
        .. ConnectionSettingsTable.All,
        .. ProcessSettingsTable.All,
        new()
        {
            Name = "anonymous-auth", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Accept requests without credentials as the user system:anonymous, who by default can read only health checks and the version. With false they get 401, except for the documents of --publish-discovery.",
            Apply = (options, values) => ApplyFlag(values[0], flag => options with { Authentication = options.Authentication with { AllowAnonymous = flag } }),
        },
        new()
        {
            Name = "authorization-mode", ValueName = "MODE", Default = "Node,RBAC", IsList = true, Values = Enum.GetNames<AuthorizationMode>(),
            Help = "The authorizers, in the order in which they are asked: Node (nodes access what their pods need), RBAC (roles and bindings), AlwaysAllow, AlwaysDeny, Webhook (see --authorization-webhook-config-file). The first authorizer that allows or denies a request decides. The group system:masters is always allowed.",
            Apply = ApplyModes,
        },
        .. AccessSettingsTable.All,
        .. EventSettingsTable.All,
        .. RequestSettingsTable.All,
        .. OverloadSettingsTable.All,
        .. WatchSettingsTable.All,
        new()
        {
            Name = "orphaned-pod-quarantine", ValueName = "DURATION", Default = "40s",
            Help = "How long an orphaned pod is kept before it is deleted, from 1s to 24h, as in kube-controller-manager. A pod is orphaned when its node does not exist, or when it is terminating on a node without a kubelet. 0 keeps orphaned pods until a client deletes them.",
            Apply = ApplyOrphanedPodQuarantine,
        },
        .. AuditSettingsTable.All,
        .. AuditWebhookSettingsTable.All,
        new()
        {
            Name = "log-level", ValueName = "LEVEL", Default = "information", Values = LogLevels,
            Help = "The minimum level of the log on standard error: debug, information, warning or error. Tokens and keys are never logged.",
            Apply = (options, values) => LogLevels.Contains(values[0])
                ? options with { LogLevel = Enum.Parse<LogLevel>(values[0], ignoreCase: true) }
                : SettingResult.Refuse("debug, information, warning or error"),
        },
        .. ObservabilitySettingsTable.All,
    ];

    /// <summary>The setting with a name, or null.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    private static SettingResult ApplyMaxLifetime(ServerOptions options, IReadOnlyList<string> values)
    {
        if (!GoDuration.TryParse(values[0], out var lifetime, out _))
        {
            return SettingResult.Refuse(DurationForm);
        }

        if (lifetime == TimeSpan.Zero)
        {
            return options with { Tokens = options.Tokens with { MaxLifetime = MaxLifetimeLimit } };
        }

        return lifetime >= MinLifetimeLimit && lifetime <= MaxLifetimeLimit
            ? options with { Tokens = options.Tokens with { MaxLifetime = lifetime } }
            : SettingResult.Refuse("from 1h to 2^32 seconds, or 0 for no limit");
    }

    private static SettingResult ApplyOrphanedPodQuarantine(ServerOptions options, IReadOnlyList<string> values) =>
        GoDuration.TryParse(values[0], out var quarantine, out _) &&
            (quarantine == TimeSpan.Zero || (quarantine >= MinQuarantine && quarantine <= MaxQuarantine))
            ? options with { Controllers = options.Controllers with { OrphanedPodQuarantine = quarantine } }
            : SettingResult.Refuse("a duration such as 40s, from 1s to 24h, or 0 to keep orphaned pods");

    private static SettingResult ApplyModes(ServerOptions options, IReadOnlyList<string> values)
    {
        var modes = new List<AuthorizationMode>();
        foreach (var value in values)
        {
            if (!Enum.GetNames<AuthorizationMode>().Contains(value) || modes.Contains(Enum.Parse<AuthorizationMode>(value)))
            {
                return SettingResult.Refuse("a list of Node, RBAC, AlwaysAllow, AlwaysDeny and Webhook, each at most once");
            }

            modes.Add(Enum.Parse<AuthorizationMode>(value));
        }

        return options with { Authorization = options.Authorization with { Modes = modes } };
    }

    internal static SettingResult ApplyEndPoint(string value, Func<IPEndPoint, ServerOptions> set) =>
        IPEndPoint.TryParse(value, out var endPoint) && value.Contains($":{endPoint.Port}", StringComparison.Ordinal)
            ? set(endPoint)
            : SettingResult.Refuse("an IP address and a port, such as 0.0.0.0:8443 or [::]:8443");

    internal static SettingResult ApplyFlag(string value, Func<bool, ServerOptions> set) => value switch
    {
        "true" => set(true),
        "false" => set(false),
        _ => SettingResult.Refuse("true or false"),
    };
}
