using System.CommandLine;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Settings;
using Signet.Server.Hosting.Checking;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Check;

/// <summary><c>signet check</c>.</summary>
internal sealed class ServerCheckCommand : Command
{
    private readonly TimeProvider _time;
    private readonly ApiEnvironment _environment;
    private readonly SettingFlags _flags;
    private readonly Option<string?> _output = OutputOption.Create("one finding per line");
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit code 4 also when there are warnings only." };

    public ServerCheckCommand(TimeProvider time, ApiEnvironment environment)
        : base(
            "check",
            "Checks the settings of `signet serve`, and every file that they name, without starting: all faults at once, each in one line. Changes nothing and connects to nothing. " +
            "Exit code 4 when the server would not start.")
    {
        (_time, _environment) = (time, environment);
        Add(_output);
        Add(_strict);
        _flags = new SettingFlags(this, SettingsTable.All);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, [], parsed.InvocationConfiguration.Output, cancellationToken));
    }

    /// <summary>Runs the command.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="faults">The faults of flags.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public Task<int> RunAsync(
        ParseResult parsed, IReadOnlyList<string> faults, TextWriter output, CancellationToken cancellationToken) => CommandRunner.RunAsync(parsed, async () =>
    {
        var found = await ServerCheck.RunAsync(_flags.Read(parsed), _time, cancellationToken).ConfigureAwait(false);
        var report = new CheckReport([.. faults.Select(fault => new CheckFinding(CheckSeverity.Error, fault)), .. found]);
        var style = TerminalStyle.Of(output, _environment.Variable);
        await output.WriteAsync(
            ObjectOutput.Render(report.ToJson(), OutputOption.FormatOf(parsed, _output), _ => report.ToText(style))).ConfigureAwait(false);
        return report.Errors.Count > 0 || (report.Warnings.Count > 0 && parsed.GetValue(_strict)) ? ExitCodes.Found : ExitCodes.Done;
    });
}
