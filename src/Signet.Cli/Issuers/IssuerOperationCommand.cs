using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Targets;
using Signet.Core.Objects;
using Signet.Core.Tokens.Issuers;

namespace Signet.Cli.Issuers;

/// <summary>A command that carries out one action on the issuers.</summary>
internal sealed class IssuerOperationCommand
{
    private readonly IssuerAction _action;
    private readonly Command _command;
    private readonly TargetOptions _target;
    private readonly Argument<string> _issuer = new("URL") { Description = "The issuer (iss), as `signet issuers list` shows it." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Accept what it breaks. Without it, the command says so and changes nothing (exit code 3)." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be done, and what it would break; change nothing." };
    private readonly Option<string?> _output = OutputOption.Create();

    public IssuerOperationCommand(IssuerAction action, string description)
    {
        _action = action;
        _command = new Command(action.ToString().ToLowerInvariant(), description);
        if (!IsRead)
        {
            _command.Add(_issuer);
            _command.Add(_yes);
            _command.Add(_dryRun);
        }

        _command.Add(_output);
        _target = new TargetOptions(_command, IssuersCommand.Operations);
    }

    private bool IsRead => _action == IssuerAction.List;

    /// <summary>The command.</summary>
    public Command Create(TimeProvider time)
    {
        _command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, time, cancellationToken)));
        return _command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var isDryRun = !IsRead && parsed.GetValue(_dryRun);
        var request = new IssuerRequest(_action)
        {
            Issuer = IsRead ? "" : parsed.GetValue(_issuer)!,

            // A dry run changes nothing: it tells what the operation breaks.
            IsConfirmed = isDryRun || (!IsRead && parsed.GetValue(_yes)),
        };
        var target = await _target.OpenAsync(parsed, time, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            var run = new ConfirmedOperation(target, parsed.InvocationConfiguration.Error, $"to {_command.Name} the issuer");
            var asked = new Operation(IssuerRequestJson.Write(request)) { IsDryRun = isDryRun, IsRead = IsRead };
            if (await run.RunAsync(asked, request.IsConfirmed, cancellationToken).ConfigureAwait(false) is not { } operation)
            {
                return ExitCodes.Unconfirmed;
            }

            var status = operation.GetObject("status") ?? [];
            var text = ObjectOutput.Render(operation, OutputOption.FormatOf(parsed, _output), _ => IsRead ? Table(status) : $"{Changes(status, isDryRun)}\n{Table(status)}");
            await parsed.InvocationConfiguration.Output.WriteAsync(text).ConfigureAwait(false);
            return ExitCodes.Done;
        }
    }

    private string Changes(JsonObject status, bool isDryRun)
    {
        var changed = status.GetStrings("changed");
        var done = _action == IssuerAction.Refuse ? "refused" : "accepted again";
        return changed.Count == 0 ? "Nothing was to be done.\n" : $"{TextTable.Clean(changed[0])} {(isDryRun ? "would be" : "is")} {done}.\n";
    }

    private static string Table(JsonObject status)
    {
        var rows = new List<IReadOnlyList<string>> { (string[])["ISSUER", "STATE", "ACCEPTED UNTIL", "REFUSED AT"] };
        rows.AddRange((status.GetList("issuers") ?? []).OfType<JsonObject>().Select(issuer => (string[])
        [
            issuer.GetString("issuer"),
            issuer.GetString("state"),
            Or(issuer.GetString("acceptedUntil")),
            Or(issuer.GetString("refusedAt")),
        ]));
        return TextTable.Render(rows);
    }

    private static string Or(string time) => time.Length > 0 ? time : "-";
}
