using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Server.Tracing.Export;

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
        IReadOnlyDictionary<string, IReadOnlyList<string>> flags, IReadOnlyDictionary<string, string> variables, string? configPath) =>
        Read(flags, variables, configPath) is var read && read.Faults is [var first, ..] ? throw first : read.Options;

    /// <summary>As <see cref="Load"/>, but with all faults: a setting that has one keeps its default.</summary>
    public static LoadedSettings Read(
        IReadOnlyDictionary<string, IReadOnlyList<string>> flags, IReadOnlyDictionary<string, string> variables, string? configPath)
    {
        var faults = new List<StartupException>();
        faults.AddRange(UnknownVariables(variables));
        configPath ??= variables.GetValueOrDefault(ConfigVariable);
        var file = configPath is null ? [] : SettingsFile.Read(configPath, faults);
        var (options, given) = (SettingsTable.Defaults, new List<GivenSetting>());
        foreach (var setting in SettingsTable.All)
        {
            if (Find(setting, flags, variables, file, configPath) is not { } one)
            {
                continue;
            }

            given.Add(one);
            try
            {
                options = Apply(options, setting, one.Values, one.Source);
            }
            catch (StartupException exception)
            {
                faults.Add(exception);
            }
        }

        options = options with { Tracing = options.Tracing with { Variables = TraceVariablesReader.Read(variables) } };
        foreach (var contradiction in SettingRules.Check(options))
        {
            // A setting that was refused or misspelt has its default here: what follows from that is no fault of its own.
            if (!SettingRules.NamesIn(contradiction.Message).Any(name => faults.Exists(fault => SettingRules.IsAbout(fault.Message, name))))
            {
                faults.Add(contradiction);
            }
        }

        return new LoadedSettings(options, given, faults, configPath);
    }

    private static GivenSetting? Find(
        Setting setting,
        IReadOnlyDictionary<string, IReadOnlyList<string>> flags,
        IReadOnlyDictionary<string, string> variables,
        Dictionary<string, IReadOnlyList<string>> file,
        string? configPath) =>
        flags.TryGetValue(setting.Name, out var values) ? new GivenSetting(setting, values, $"--{setting.Name}")
        : variables.TryGetValue(setting.Variable, out var text) ? new GivenSetting(setting, setting.IsList ? text.Split(',') : [text], setting.Variable)
        : file.TryGetValue(setting.Name, out var written) ? new GivenSetting(setting, written, $"{configPath}: {setting.Name}")
        : null;

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

    private static IEnumerable<StartupException> UnknownVariables(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, _) in variables)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !OtherVariables.Contains(name) &&
                !SettingsTable.All.Any(setting => setting.Variable == name))
            {
                yield return new StartupException(
                    $"{name}: unknown setting{NameSuggestion.Suggest(name, SettingsTable.All.Select(setting => setting.Variable))} ('signet serve --help' lists all settings)");
            }
        }
    }
}
