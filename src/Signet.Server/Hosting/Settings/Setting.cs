using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>One setting: a flag, an environment variable and a key of the configuration file.</summary>
internal sealed record Setting
{
    /// <summary>The name of the flag without dashes, also the key in the file: <c>secure-port</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The placeholder of the value in the help: <c>PORT</c>.</summary>
    public required string ValueName { get; init; }

    /// <summary>The help text: effect, unit and example, in full sentences.</summary>
    public required string Help { get; init; }

    /// <summary>The default, as shown in the help.</summary>
    public required string Default { get; init; }

    /// <summary>The allowed values, when there are a few fixed ones: shells complete them.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether the setting can be repeated.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the flag without a value is true.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether messages leave out a refused value: it may have a secret by mistake.</summary>
    public bool IsValueHidden { get; init; }

    /// <summary>Whether the file that the value names never has secrets, so that a digest of it may be shown.</summary>
    public bool HasPublicContent { get; init; }

    /// <summary>Whether the value is the path of a file or directory.</summary>
    public bool IsPath => ValueName is "FILE" or "DIR";

    /// <summary>Applies the values to the options; returns what is allowed when they are not.</summary>
    public required Func<ServerOptions, IReadOnlyList<string>, SettingResult> Apply { get; init; }

    /// <summary>The environment variable: <c>SIGNET_SECURE_PORT</c>.</summary>
    public string Variable => "SIGNET_" + Name.ToUpperInvariant().Replace('-', '_');
}
