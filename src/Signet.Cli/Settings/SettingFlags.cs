using System.Collections;
using System.CommandLine;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Settings;

/// <summary>The flags of settings of the server, and <c>--config</c>.</summary>
internal sealed class SettingFlags
{
    private readonly List<(Setting Setting, Option<string[]> Option)> _flags = [];

    private readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "A YAML file with settings; the keys are the flags without dashes. A flag takes precedence over a SIGNET_* variable, a variable over the file. [default: none]",
    };

    /// <summary>Adds the flags of settings to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="aliasOf">A shorter name of a setting's flag in this command, or null.</param>
    public SettingFlags(Command command, IEnumerable<Setting> settings, Func<string, string?>? aliasOf = null)
    {
        foreach (var setting in settings)
        {
            var option = new Option<string[]>("--" + setting.Name)
            {
                HelpName = setting.ValueName,
                Description = $"{setting.Help}{(setting.IsList ? " May be repeated." : "")} [default: {setting.Default}] [variable: {setting.Variable}]",
                Arity = setting.IsFlag ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            };
            option.CompletionSources.Add([.. setting.IsFlag ? ["true", "false"] : setting.Values]);
            if (aliasOf?.Invoke(setting.Name) is { } alias)
            {
                option.Aliases.Add("--" + alias);
            }

            _flags.Add((setting, option));
            command.Add(option);
        }

        command.Add(_config);
    }

    /// <summary>Loads the settings from the flags, the SIGNET_* variables and the file.</summary>
    /// <exception cref="Server.Hosting.Startup.StartupException">A setting is unknown, or a value is not allowed.</exception>
    public ServerOptions Load(ParseResult parsed) => SettingsLoader.Load(Given(parsed), Variables(), parsed.GetValue(_config));

    /// <summary>As <see cref="Load"/>, but with all faults. Flags that the command line has refused are not read.</summary>
    public LoadedSettings Read(ParseResult parsed) => SettingsLoader.Read(Given(parsed), Variables(), parsed.GetValue(_config));

    /// <summary>The names of the flags that were given.</summary>
    public IReadOnlyCollection<string> NamesOf(ParseResult parsed) => Given(parsed).Keys;

    /// <summary>The environment variables of the process.</summary>
    public static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }

    private Dictionary<string, IReadOnlyList<string>> Given(ParseResult parsed)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (setting, option) in _flags)
        {
            if (parsed.GetResult(option) is { Implicit: false } result && !parsed.Errors.Any(error => ReferenceEquals(error.SymbolResult, result)))
            {
                var values = parsed.GetValue(option) ?? [];
                given[setting.Name] = values.Length == 0 && setting.IsFlag ? ["true"] : values;
            }
        }

        return given;
    }
}
