namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of the process; a part of <see cref="SettingsTable"/>.</summary>
internal static class ProcessSettingsTable
{
    /// <summary>The name of the setting of core dumps.</summary>
    public const string CoreDumps = "core-dumps";

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = CoreDumps, ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "Allow core dumps, and other processes of the same user to read the memory of this one, to examine a crash. A dump has keys and tokens. Without it the limit of core dumps is set to 0, and the process is not dumpable (Linux).",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => options with { AllowsCoreDumps = flag }),
        },
    ];
}
