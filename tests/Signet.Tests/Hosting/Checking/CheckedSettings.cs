using Signet.Server.Hosting.Checking;
using Signet.Server.Hosting.Settings;

namespace Signet.Tests.Hosting.Checking;

/// <summary>Checks settings as <c>signet check</c> does.</summary>
internal static class CheckedSettings
{
    /// <summary>Checks flags, each followed by its value.</summary>
    public static Task<IReadOnlyList<CheckFinding>> RunAsync(params IEnumerable<string> flags) =>
        RunAsync(flags.Chunk(2).GroupBy(pair => pair[0][2..])
            .ToDictionary(pairs => pairs.Key, pairs => (IReadOnlyList<string>)[.. pairs.Select(pair => pair[1])]));

    /// <summary>Checks flags.</summary>
    public static async Task<IReadOnlyList<CheckFinding>> RunAsync(IReadOnlyDictionary<string, IReadOnlyList<string>> flags, string? configPath = null) =>
        await ServerCheck.RunAsync(
            SettingsLoader.Read(flags, new Dictionary<string, string>(), configPath), TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Asserts that the first error is the message of the start that failed.</summary>
    public static async Task AssertFirstErrorAsync(string message, IReadOnlyDictionary<string, IReadOnlyList<string>> flags) =>
        Assert.Equal(message.ReplaceLineEndings(" "), (await RunAsync(flags)).FirstOrDefault(finding => finding.Severity == CheckSeverity.Error)?.Message);

    /// <summary>The messages of a severity.</summary>
    public static IReadOnlyList<string> Of(this IReadOnlyList<CheckFinding> findings, CheckSeverity severity) =>
        [.. findings.Where(finding => finding.Severity == severity).Select(finding => finding.Message)];
}
