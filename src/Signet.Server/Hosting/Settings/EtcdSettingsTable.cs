using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of the store in etcd; a part of <see cref="SettingsTable"/>.</summary>
internal static class EtcdSettingsTable
{
    private const string Servers = "etcd-servers";
    private static readonly TimeSpan MinFreshness = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxFreshness = TimeSpan.FromMinutes(1);

    /// <summary>The settings that say which store it is and how it is reached.</summary>
    public static IReadOnlyList<Setting> Address { get; } =
    [
        new()
        {
            Name = Servers, ValueName = "URL", Default = "none: the store is in the data directory", IsList = true, IsValueHidden = true,
            Help = "The etcd cluster with the store, for several replicas: the client URLs of its members (http://host:port or https://host:port). The data directory then has only what belongs to this replica: certificates, kubeconfig, control socket, and the key-encryption key unless --key-encryption-key-file is set.",
            Apply = ApplyServers,
        },
        new()
        {
            Name = "etcd-cafile", ValueName = "FILE", HasPublicContent = true, Default = "the CA certificates of the machine",
            Help = "A PEM file with the CA certificates of etcd's members. Requires --etcd-servers with https. Read at the start.",
            Apply = (options, values) => With(options, etcd => etcd with { CaFile = values[0] }),
        },
        new()
        {
            Name = "etcd-certfile", ValueName = "FILE", HasPublicContent = true, Default = "none",
            Help = "A PEM file with the client certificate for etcd. Requires --etcd-keyfile and --etcd-servers with https. Read at the start.",
            Apply = (options, values) => With(options, etcd => etcd with { CertificateFile = values[0] }),
        },
        new()
        {
            Name = "etcd-keyfile", ValueName = "FILE", Default = "none",
            Help = "A PEM file with the private key of --etcd-certfile. Read at the start.",
            Apply = (options, values) => With(options, etcd => etcd with { KeyFile = values[0] }),
        },
        new()
        {
            Name = "etcd-user", ValueName = "NAME", Default = "none",
            Help = "The user of etcd's authentication. Requires --etcd-password-file. It needs to read and write all keys with the prefix.",
            Apply = (options, values) => values[0].Length > 0 ? With(options, etcd => etcd with { User = values[0] }) : SettingResult.Refuse("a name"),
        },
        new()
        {
            Name = "etcd-password-file", ValueName = "FILE", Default = "none",
            Help = "A file with the password of --etcd-user: one line. Read at the start.",
            Apply = (options, values) => With(options, etcd => etcd with { PasswordFile = values[0] }),
        },
        new()
        {
            Name = "etcd-prefix", ValueName = "PREFIX", Default = EtcdOptions.DefaultPrefix,
            Help = "The prefix of all keys in etcd, which begins with a slash and does not end with one. All replicas have the same one; servers with different prefixes share nothing.",
            Apply = (options, values) => IsPrefix(values[0])
                ? With(options, etcd => etcd with { Prefix = values[0] })
                : SettingResult.Refuse("ASCII letters, digits, '-', '_', '.' and '/', with a slash at the beginning and none at the end"),
        },
    ];

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Address,
        new()
        {
            Name = "cache-freshness", ValueName = "DURATION", Default = "1s",
            Help = "With --etcd-servers: for how long after its last confirmation the object cache answers reviews, reads and authorization, from 100ms to 1m. Changes of other replicas, such as the deletion of a pod that ends its tokens, are visible here at the latest after this time. When etcd cannot confirm it, requests get 503.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                MinFreshness,
                MaxFreshness,
                "a duration such as 1s or 500ms, from 100ms to 1m",
                freshness => options with { Store = options.Store with { CacheFreshness = freshness } }),
        },
    ];

    /// <summary>The store that the flags of a command name.</summary>
    /// <param name="flags">The values that were given, by the name of the setting.</param>
    /// <param name="qualifier">What stands before that name in a flag: nothing, or <c>from-</c>.</param>
    /// <exception cref="StartupException">A value is not allowed, or the servers are missing.</exception>
    public static EtcdOptions Parse(IReadOnlyDictionary<string, IReadOnlyList<string>> flags, string qualifier)
    {
        if (!flags.ContainsKey(Servers))
        {
            throw new StartupException($"--{qualifier}{Servers} is required: the client URLs of etcd");
        }

        var options = Address.Where(setting => flags.ContainsKey(setting.Name)).Aggregate(
            SettingsTable.Defaults, (options, setting) => SettingsLoader.Apply(options, setting, flags[setting.Name], $"--{qualifier}{setting.Name}"));
        return Check(options, qualifier).FirstOrDefault() is { } fault ? throw new StartupException(fault) : options.Store.Etcd;
    }

    /// <summary>The faults of settings that do not belong together.</summary>
    /// <param name="options">The options.</param>
    /// <param name="qualifier">What stands before the names of settings in flags.</param>
    public static IEnumerable<string> Check(ServerOptions options, string qualifier = "")
    {
        var etcd = options.Store.Etcd;
        var flag = $"--{qualifier}etcd-";
        if (!etcd.IsUsed)
        {
            return etcd != new EtcdOptions { Servers = etcd.Servers }
                ? [$"{flag}{(etcd.CaFile is not null ? "cafile" : etcd.CertificateFile is not null ? "certfile" : etcd.KeyFile is not null ? "keyfile"
                    : etcd.User is not null ? "user" : etcd.PasswordFile is not null ? "password-file" : "prefix")} requires {flag}servers"]
                : [];
        }

        var isTls = etcd.Servers[0].Scheme == Uri.UriSchemeHttps;
        (bool IsFault, string Message)[] rules =
        [
            (etcd.Servers.Any(server => (server.Scheme == Uri.UriSchemeHttps) != isTls), $"{flag}servers: http and https cannot be mixed"),
            ((etcd.CertificateFile is null) != (etcd.KeyFile is null), $"{flag}certfile and {flag}keyfile must be set together"),
            ((etcd.User is null) != (etcd.PasswordFile is null), $"{flag}user and {flag}password-file must be set together"),
            (!isTls && etcd.CaFile is not null, $"{flag}cafile requires {flag}servers with https"),
            (!isTls && etcd.CertificateFile is not null, $"{flag}certfile requires {flag}servers with https"),
            (options.Store.AcceptLoss, $"--accept-store-loss applies to the store of the data directory and is not allowed together with --{Servers}"),
        ];
        return rules.Where(rule => rule.IsFault).Select(rule => rule.Message);
    }

    private static SettingResult With(ServerOptions options, Func<EtcdOptions, EtcdOptions> change) =>
        options with { Store = options.Store with { Etcd = change(options.Store.Etcd) } };

    private static SettingResult ApplyServers(ServerOptions options, IReadOnlyList<string> values)
    {
        var servers = new List<Uri>();
        foreach (var value in values)
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var server) || !IsServer(server) || servers.Contains(server))
            {
                return SettingResult.Refuse("a list of different URLs http://host:port or https://host:port");
            }

            servers.Add(server);
        }

        return With(options, etcd => etcd with { Servers = servers });
    }

    private static bool IsServer(Uri server) =>
        (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps) &&
        server is { Host.Length: > 0, UserInfo: "", PathAndQuery: "/", Fragment: "" };

    private static bool IsPrefix(string value) =>
        value.Length > 1 && value[0] == '/' && value[^1] != '/' && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/');
}
