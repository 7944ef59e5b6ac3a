using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>One setting: a flag, a variable and a key of the configuration file in one.</summary>
internal sealed record Setting
{
    /// <summary>The flag without its dashes, which is also the key in the file: <c>secure-port</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What stands for the value in the help: <c>PORT</c>.</summary>
    public required string ValueName { get; init; }

    /// <summary>What it does, with units and an example, in whole sentences.</summary>
    public required string Help { get; init; }

    /// <summary>The default as the help shows it.</summary>
    public required string Default { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the flag alone means true.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether the value is the path of a file or of a directory.</summary>
    public bool IsPath => ValueName is "FILE" or "DIR";

    /// <summary>Sets it; returns what is allowed when the value is not.</summary>
    public required Func<ServerOptions, IReadOnlyList<string>, SettingResult> Apply { get; init; }

    /// <summary>The variable: <c>SIGNET_SECURE_PORT</c>.</summary>
    public string Variable => "SIGNET_" + Name.ToUpperInvariant().Replace('-', '_');
}
