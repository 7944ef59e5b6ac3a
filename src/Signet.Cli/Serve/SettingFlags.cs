using System.Collections;
using System.CommandLine;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Serve;

/// <summary>The flags of a command that are made from the table of settings, and <c>--config</c>.</summary>
internal sealed class SettingFlags
{
    private readonly List<(Setting Setting, Option<string[]> Option)> _flags = [];
    private readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "A YAML file with settings; the keys are the flags without dashes. A flag takes precedence over a SIGNET_* variable, a variable over the file. [default: none]",
    };

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="aliasOf">A shorter name of a setting's flag in this command, or null.</param>
    public SettingFlags(Command command, IEnumerable<Setting> settings, Func<string, string?> aliasOf)
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
            if (aliasOf(setting.Name) is { } alias)
            {
                option.Aliases.Add("--" + alias);
            }

            _flags.Add((setting, option));
            command.Add(option);
        }

        command.Add(_config);
    }

    /// <summary>The options that flags, variables and the configuration file give.</summary>
    /// <exception cref="Signet.Server.Hosting.Startup.StartupException">A setting is unknown, or a value is not allowed.</exception>
    public ServerOptions Load(ParseResult parsed) => SettingsLoader.Load(FlagsOf(parsed), Variables(), parsed.GetValue(_config));

    private Dictionary<string, IReadOnlyList<string>> FlagsOf(ParseResult parsed)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (setting, option) in _flags)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                var values = parsed.GetValue(option) ?? [];
                given[setting.Name] = values.Length == 0 && setting.IsFlag ? ["true"] : values;
            }
        }

        return given;
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}
