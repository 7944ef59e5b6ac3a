using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings that were read, with everything that is wrong with them.</summary>
/// <param name="Options">The options; a setting with a fault has its default.</param>
/// <param name="Given">The settings that were given, in the order of the table.</param>
/// <param name="Faults">The faults, in the order in which a start finds them.</param>
/// <param name="ConfigPath">The configuration file; null when there is none.</param>
internal sealed record LoadedSettings(
    ServerOptions Options, IReadOnlyList<GivenSetting> Given, IReadOnlyList<StartupException> Faults, string? ConfigPath);
