using System.CommandLine;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Stores;

namespace Signet.Cli.Store;

/// <summary>The flags of a command that name a store in etcd: those of <see cref="EtcdSettingsTable"/>.</summary>
internal sealed class EtcdFlags
{
    private const string Servers = "The etcd cluster with the store: the client URLs of its members (http://host:port or https://host:port). May be repeated. [default: none]";

    private readonly List<(string Setting, Option<string[]> Option)> _flags = [];

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="qualifier">What stands before the name of the setting: <c>from-</c>; nothing for the only store, or for several that have values in common.</param>
    /// <param name="store">The store that qualified flags are for, for the help.</param>
    public EtcdFlags(Command command, string qualifier = "", string store = "")
    {
        Qualifier = qualifier;
        foreach (var setting in EtcdSettingsTable.Address)
        {
            var option = new Option<string[]>($"--{qualifier}{setting.Name}")
            {
                HelpName = setting.ValueName,
                Description = qualifier.Length > 0 ? $"As --{setting.Name}, for {store} only. [default: --{setting.Name}]"
                    : setting.IsList ? Servers
                    : $"{setting.Help} [default: {setting.Default}]",
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            };
            _flags.Add((setting.Name, option));
            command.Add(option);
        }
    }

    /// <summary>What stands before the names of the settings.</summary>
    public string Qualifier { get; }

    /// <summary>Whether a flag was given.</summary>
    public bool IsGiven(ParseResult parsed) => Given(parsed).Count > 0;

    /// <summary>The store that the flags name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="common">The flags of several stores, which count where these were not given.</param>
    /// <exception cref="Server.Hosting.Startup.StartupException">A value is not allowed, or the servers are missing.</exception>
    public StoreAddress Read(ParseResult parsed, EtcdFlags? common = null)
    {
        var values = Given(parsed);
        var qualifier = values.Count > 0 ? Qualifier : "";
        foreach (var (setting, given) in common?.Given(parsed) ?? [])
        {
            values.TryAdd(setting, given);
        }

        return new StoreAddress.InEtcd(EtcdSettingsTable.Parse(values, qualifier), qualifier);
    }

    private Dictionary<string, IReadOnlyList<string>> Given(ParseResult parsed) => _flags
        .Where(flag => parsed.GetResult(flag.Option) is { Implicit: false })
        .ToDictionary(flag => flag.Setting, flag => (IReadOnlyList<string>)(parsed.GetValue(flag.Option) ?? []), StringComparer.Ordinal);
}
