using Signet.Server.Hosting.Settings;

namespace Signet.Server.Hosting.Checking;

/// <summary>What a check has found, in one line. Contains no secrets.</summary>
/// <param name="Severity">What it means for a start.</param>
/// <param name="Message">The setting, the file, what is wrong, and what to do.</param>
internal sealed record CheckFinding(CheckSeverity Severity, string Message)
{
    /// <summary>The setting that the message begins with; empty when it begins with none.</summary>
    public string Setting =>
        Message.StartsWith("--", StringComparison.Ordinal) && SettingRules.NamesIn(Message).FirstOrDefault() is { } name ? name : "";
}
