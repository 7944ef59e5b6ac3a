using System.Text;
using System.Text.Json.Nodes;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Yaml;
using Signet.Server.Tracing.Export;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Server.Hosting.Settings;

/// <summary>
/// Loads <see cref="ServerOptions"/> from flags, environment variables and the configuration file. A flag takes precedence over a variable, a
/// variable over the file.
/// </summary>
internal static class SettingsLoader
{
    private const string Prefix = "SIGNET_";
    private const string ConfigVariable = "SIGNET_CONFIG";

    /// <summary>Variables with the prefix that are not settings.</summary>
    private static readonly string[] OtherVariables = [ConfigVariable, "SIGNET_REQUIRE_ALL", "SIGNET_BINARY"];

    /// <summary>Loads and validates all settings.</summary>
    /// <param name="flags">The values of the flags that are set, by name.</param>
    /// <param name="variables">The environment variables.</param>
    /// <param name="configPath"><c>--config</c>, or null.</param>
    /// <exception cref="StartupException">A setting is unknown, or a value is not allowed.</exception>
    public static ServerOptions Load(
        IReadOnlyDictionary<string, IReadOnlyList<string>> flags, IReadOnlyDictionary<string, string> variables, string? configPath)
    {
        RefuseUnknownVariables(variables);
        configPath ??= variables.GetValueOrDefault(ConfigVariable);
        var file = configPath is null ? [] : ReadFile(configPath);
        var options = SettingsTable.Defaults;
        foreach (var setting in SettingsTable.All)
        {
            if (flags.TryGetValue(setting.Name, out var values))
            {
                options = Apply(options, setting, values, $"--{setting.Name}");
            }
            else if (variables.TryGetValue(setting.Variable, out var text))
            {
                options = Apply(options, setting, setting.IsList ? text.Split(',') : [text], setting.Variable);
            }
            else if (file.TryGetValue(setting.Name, out var written))
            {
                options = Apply(options, setting, written, $"{configPath}: {setting.Name}");
            }
        }

        return Check(options with { Tracing = options.Tracing with { Variables = TraceVariablesReader.Read(variables) } });
    }

    /// <summary>Applies the values of one setting.</summary>
    /// <param name="options">The options until now.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="values">Its values as they were given.</param>
    /// <param name="source">Where they were given, for messages.</param>
    /// <exception cref="StartupException">A value is not allowed.</exception>
    internal static ServerOptions Apply(ServerOptions options, Setting setting, IReadOnlyList<string> values, string source)
    {
        if (values.Count == 0 || (values.Count > 1 && !setting.IsList))
        {
            throw new StartupException($"{source}: {(values.Count == 0 ? "a value is required" : "set more than once")}");
        }

        if (setting.IsPath && values.Any(value => value.Length == 0 || value.Contains('\0', StringComparison.Ordinal)))
        {
            throw new StartupException($"{source}: a path is required");
        }

        // As in kube-apiserver, the values of a list can be separated by commas.
        var split = setting.IsList ? [.. values.SelectMany(value => value.Split(','))] : values;
        var result = setting.Apply(options, split);
        var value = setting.IsValueHidden ? "the value" : $"\"{string.Join(",", values)}\"";
        return result.Options ?? throw new StartupException(
            result.IsWhole ? $"{source}: {result.Fault}" : $"{source}: {value} is not allowed; it must be {result.Fault}");
    }

    private static ServerOptions Check(ServerOptions options)
    {
        if ((options.Tls.CertificateFile is null) != (options.Tls.PrivateKeyFile is null))
        {
            throw new StartupException("--tls-cert-file and --tls-private-key-file must be set together");
        }

        if (options.Tls.CertificateFile is null && options.Tls.CaFile is not null)
        {
            throw new StartupException("--tls-ca-file requires --tls-cert-file");
        }

        if (options.Tls.CertificateFile is not null && options.Tls.Names.Count > 0)
        {
            throw new StartupException("--tls-san applies to Signet's own certificate and is not allowed together with --tls-cert-file");
        }

        if (options.Keys.SigningKeyFile is { } key && Pkcs11Uri.IsOne(key))
        {
            SigningKeyUri.Parse(key);
        }

        if (options.Signer.AuditLogPath is not null && options.Signer.Listen is null)
        {
            throw new StartupException("--signer-audit-log-path requires --signer-listen");
        }

        var faultOfStore = ExternalSignerSettingsTable.Check(options) ?? EtcdSettingsTable.Check(options);
        return (AuditSettingsTable.Check(options) ?? faultOfStore ?? AccessSettingsTable.Check(options) ?? TlsSettingsTable.Check(options)) is { } fault
            ? throw new StartupException(fault)
            : options;
    }

    private static void RefuseUnknownVariables(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, _) in variables)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !OtherVariables.Contains(name) &&
                !SettingsTable.All.Any(setting => setting.Variable == name))
            {
                throw new StartupException(
                    $"{name}: unknown setting{NameSuggestion.Suggest(name, SettingsTable.All.Select(setting => setting.Variable))} ('signet serve --help' lists all settings)");
            }
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadFile(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"--config: {path} cannot be read: {exception.Message}", exception);
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(Encoding.UTF8.GetString(YamlToJson.ConvertFile(bytes)));
        }
        catch (FormatException exception)
        {
            throw new StartupException($"--config: {path}: {exception.Message}", exception);
        }

        if (node is not (null or JsonObject))
        {
            throw new StartupException($"--config: {path}: it must be a map of settings, such as 'secure-port: 6443'");
        }

        var settings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (SettingsTable.Find(name) is null)
            {
                throw new StartupException(
                    $"{path}: {name}: unknown setting{NameSuggestion.Suggest(name, SettingsTable.All.Select(setting => setting.Name))} ('signet serve --help' lists all settings)");
            }

            settings[name] = value switch
            {
                JsonArray list => [.. list.Select(entry => TextOf(path, name, entry))],
                _ => [TextOf(path, name, value)],
            };
        }

        return settings;
    }

    private static string TextOf(string path, string name, JsonNode? value) => value is JsonValue scalar
        ? scalar.TryGetValue<string>(out var text) ? text : scalar.ToJsonString()
        : throw new StartupException($"{path}: {name}: it must be a value or a list of values");
}
