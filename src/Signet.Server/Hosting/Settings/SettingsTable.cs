using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Authorization;
using Signet.Server.Hosting.Options;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Settings;

/// <summary>The one table of settings: flags, variables, the configuration file, the help and the tests are made from it.</summary>
internal static class SettingsTable
{
    private const string DurationForm = "a duration such as 24h or 1h30m";
    private static readonly TimeSpan LeastMaximumLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastQuarantine = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GreatestQuarantine = TimeSpan.FromHours(24);
    private static readonly TimeSpan GreatestMaximumLifetime = TimeSpan.FromSeconds(1L << 32);

    /// <summary>What <c>signet serve</c> does without any setting: it keeps its data in a folder and listens on the port of kube-apiserver.</summary>
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
            Help = "The folder of the store, the keys, the certificates and the administrator's kubeconfig. Created at the first start, readable by its owner only.",
            Apply = (options, values) => values[0].Length > 0 ? options with { Store = options.Store with { DataDirectory = values[0] } } : SettingResult.Refuse("a path"),
        },
        new()
        {
            Name = "accept-store-loss", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Whether to start although store.db is missing, empty, older than the data directory remembers, or without its -wal. The objects that it lacks are gone, and what was revoked since may be valid again. For one start, such as after a restore.",
            Apply = (options, values) => ApplyFlag(values[0], flag => options with { Store = options.Store with { AcceptLoss = flag } }),
        },
        new()
        {
            Name = "bind-address", ValueName = "ADDRESS", Default = "127.0.0.1",
            Help = "The IP address to listen on; 0.0.0.0 for all IPv4 addresses, :: for all addresses.",
            Apply = (options, values) => IPAddress.TryParse(values[0], out var address) ? options with { Listener = options.Listener with { BindAddress = address } } : SettingResult.Refuse("an IP address"),
        },
        new()
        {
            Name = "secure-port", ValueName = "PORT", Default = "6443",
            Help = "The port for HTTPS; 0 takes any free one.",
            Apply = (options, values) => int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
                ? options with { Listener = options.Listener with { SecurePort = port } }
                : SettingResult.Refuse("a port from 0 to 65535"),
        },
        new()
        {
            Name = "service-account-issuer", ValueName = "URL", Default = "the last one; in a new data directory the server's own address", IsList = true,
            Help = "The issuer of tokens (iss). Given several times, the first one issues and all are accepted, so that an issuer can be changed without invalidating tokens. The data directory remembers former issuers and accepts them until their last token has expired.",
            Apply = (options, values) => values.All(IssuerUrl.IsAllowed) ? options with { Tokens = options.Tokens with { Issuers = [.. values] } } : SettingResult.Refuse(IssuerUrl.Allowed),
        },
        new()
        {
            Name = "api-audiences", ValueName = "AUDIENCE", Default = "the issuers", IsList = true,
            Help = "The audiences of this server: a token request without audiences gets them, and a caller's token has to be for one of them.",
            Apply = (options, values) => values.All(value => value.Length > 0) ? options with { Tokens = options.Tokens with { ApiAudiences = [.. values] } } : SettingResult.Refuse("audiences that are not empty"),
        },
        new()
        {
            Name = "service-account-signing-key-file", ValueName = "FILE", Default = "service-account.key in the data directory",
            Help = "The private key that signs tokens: PEM, RSA (RS256) or elliptic (ES256, ES384, ES512 by its curve). Followed when it changes.",
            Apply = (options, values) => options with { Keys = options.Keys with { SigningKeyFile = values[0] } },
        },
        new()
        {
            Name = "signing-algorithm", ValueName = "ALGORITHM", Default = "RS256",
            Help = "The algorithm of the signing key that is made at the first start: RS256, ES256, ES384 or ES512. Azure accepts RS256 only; ES256 is many times faster.",
            Apply = (options, values) => JwtAlgorithm.Find(values[0]) is { } algorithm ? options with { Keys = options.Keys with { SigningAlgorithm = algorithm } } : SettingResult.Refuse("RS256, ES256, ES384 or ES512"),
        },
        new()
        {
            Name = "service-account-key-file", ValueName = "FILE", Default = "the signing key's public half", IsList = true,
            Help = "Keys that tokens are verified with: PEM, private or public or certificates, several in a file and several files. All are published in the JWKS, the signing key first. Followed when they change.",
            Apply = (options, values) => options with { Keys = options.Keys with { VerificationKeyFiles = [.. values] } },
        },
        new()
        {
            Name = "service-account-max-token-expiration", ValueName = "DURATION", Default = "no limit",
            Help = "The longest lifetime of a token, such as 24h; longer requests are shortened, with a warning to the client. From 1h to 2^32 seconds.",
            Apply = ApplyMaximumLifetime,
        },
        new()
        {
            Name = "service-account-extend-token-expiration", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Whether the tokens that the kubelet asks for on behalf of pods (3607 s, for this server itself) live a year, as in Kubernetes.",
            Apply = (options, values) => ApplyFlag(values[0], flag => options with { Tokens = options.Tokens with { ExtendExpiration = flag } }),
        },
        new()
        {
            Name = "service-account-jwks-uri", ValueName = "URL", Default = "the issuer and /openid/v1/jwks",
            Help = "The address of the JWKS in the discovery document, when it is served from elsewhere.",
            Apply = (options, values) => Uri.TryCreate(values[0], UriKind.Absolute, out _) && values[0].StartsWith("https://", StringComparison.Ordinal)
                ? options with { Documents = options.Documents with { JwksUri = values[0] } }
                : SettingResult.Refuse("an https:// URL, in lower case"),
        },
        .. DocumentSettingsTable.All,
        new()
        {
            Name = "token-auth-file", ValueName = "FILE", Default = "none",
            Help = "Static bearer tokens for people and tools, one on each line: token,user,uid,\"group1,group2\". Followed when it changes.",
            Apply = (options, values) => options with { Authentication = options.Authentication with { TokenFile = values[0] } },
        },
        new()
        {
            Name = "client-ca-file", ValueName = "FILE", Default = "the CA in the data directory alone",
            Help = "Certificates of authorities whose client certificates are accepted besides the server's own: the common name is the user, the organizations are the groups. Followed when it changes.",
            Apply = (options, values) => options with { Authentication = options.Authentication with { ClientCaFile = values[0] } },
        },
        new()
        {
            Name = "tls-cert-file", ValueName = "FILE", Default = "one of the CA in the data directory",
            Help = "The serving certificate in PEM, then its intermediates. Needs --tls-private-key-file. Followed when it changes.",
            Apply = (options, values) => options with { Tls = options.Tls with { CertificateFile = values[0] } },
        },
        new()
        {
            Name = "tls-private-key-file", ValueName = "FILE", Default = "none",
            Help = "The private key of --tls-cert-file in PEM. Followed when it changes.",
            Apply = (options, values) => options with { Tls = options.Tls with { PrivateKeyFile = values[0] } },
        },
        new()
        {
            Name = "tls-ca-file", ValueName = "FILE", Default = "derived from --tls-cert-file",
            Help = "The CA bundle in PEM that clients verify --tls-cert-file with: it is written into admin.kubeconfig and into the config map kube-root-ca.crt. Needs --tls-cert-file. Followed when it changes.",
            Apply = (options, values) => options with { Tls = options.Tls with { CaFile = values[0] } },
        },
        new()
        {
            Name = "tls-san", ValueName = "NAME", Default = "none", IsList = true,
            Help = "DNS names and IP addresses that are added to Signet's own serving certificate, such as signet.example.com. It always has localhost, the machine's name and the listening addresses; a start issues it again when any of these has changed.",
            Apply = (options, values) => values.All(TlsName.IsValid) ? options with { Tls = options.Tls with { Names = [.. values] } } : SettingResult.Refuse("DNS names (a-z, 0-9, '-', '.', perhaps '*.' in front) or IP addresses"),
        },
        new()
        {
            Name = "anonymous-auth", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Whether requests without credentials are served as system:anonymous, which by default may read health and version only. With false they are refused, except for the documents of --publish-discovery.",
            Apply = (options, values) => ApplyFlag(values[0], flag => options with { Authentication = options.Authentication with { AllowAnonymous = flag } }),
        },
        new()
        {
            Name = "authorization-mode", ValueName = "MODE", Default = "Node,RBAC", IsList = true,
            Help = "The authorizers of requests, in order; the first that allows or denies a request decides: Node (what nodes need for their pods), RBAC (roles and bindings), AlwaysAllow, AlwaysDeny, Webhook. The group system:masters may do everything.",
            Apply = ApplyModes,
        },
        .. AccessSettingsTable.All,
        .. EventSettingsTable.All,
        .. RequestSettingsTable.All,
        new()
        {
            Name = "orphaned-pod-quarantine", ValueName = "DURATION", Default = "40s",
            Help = "How long a pod stays whose node does not exist, or that should have ended on a node without a kubelet; then it is removed, as kube-controller-manager does. 0 keeps such pods until a client removes them.",
            Apply = ApplyOrphanedPodQuarantine,
        },
        new()
        {
            Name = "audit-log-path", ValueName = "FILE", Default = "none",
            Help = "Where to record who did what: a JSON line for each event (audit.k8s.io/v1), appended to this file; - is standard output. Tokens and the data of secrets are never in it.",
            Apply = (options, values) => values[0].Length > 0 ? options with { Audit = options.Audit with { LogPath = values[0] } } : SettingResult.Refuse("a path, or - for standard output"),
        },
        new()
        {
            Name = "audit-policy-file", ValueName = "FILE", Default = "the metadata of everything but health checks and the progress of watches",
            Help = "What to record: a Policy of audit.k8s.io/v1, as for kube-apiserver; the first rule that matches a request counts. Needs --audit-log-path. Followed when it changes.",
            Apply = (options, values) => options with { Audit = options.Audit with { PolicyFile = values[0] } },
        },
        new()
        {
            Name = "log-level", ValueName = "LEVEL", Default = "information",
            Help = "How much goes to standard error: debug, information, warning or error. Tokens and keys never do.",
            Apply = (options, values) => values[0] is "debug" or "information" or "warning" or "error"
                ? options with { LogLevel = Enum.Parse<LogLevel>(values[0], ignoreCase: true) }
                : SettingResult.Refuse("debug, information, warning or error"),
        },
    ];

    /// <summary>The setting of a name, or null.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    private static SettingResult ApplyMaximumLifetime(ServerOptions options, IReadOnlyList<string> values)
    {
        if (!GoDuration.TryParse(values[0], out var lifetime, out _))
        {
            return SettingResult.Refuse(DurationForm);
        }

        if (lifetime == TimeSpan.Zero)
        {
            return options with { Tokens = options.Tokens with { MaxLifetime = null } };
        }

        return lifetime >= LeastMaximumLifetime && lifetime <= GreatestMaximumLifetime
            ? options with { Tokens = options.Tokens with { MaxLifetime = lifetime } }
            : SettingResult.Refuse("at least 1h and at most 2^32 seconds, or 0 for no limit");
    }

    private static SettingResult ApplyOrphanedPodQuarantine(ServerOptions options, IReadOnlyList<string> values) =>
        GoDuration.TryParse(values[0], out var quarantine, out _) && (quarantine == TimeSpan.Zero || (quarantine >= LeastQuarantine && quarantine <= GreatestQuarantine))
            ? options with { Controllers = options.Controllers with { OrphanedPodQuarantine = quarantine } }
            : SettingResult.Refuse("a duration such as 40s, from 1s to 24h, or 0 to keep such pods");

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

    internal static SettingResult ApplyFlag(string value, Func<bool, ServerOptions> set) => value switch
    {
        "true" => set(true),
        "false" => set(false),
        _ => SettingResult.Refuse("true or false"),
    };
}
