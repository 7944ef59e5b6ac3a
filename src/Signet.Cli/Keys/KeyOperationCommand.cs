using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Output;
using Signet.Cli.Keys.Targets;
using Signet.Core.Objects;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed.Operating;

namespace Signet.Cli.Keys;

/// <summary>A command that carries out one action on the keys.</summary>
internal sealed class KeyOperationCommand
{
    private readonly KeyAction _action;
    private readonly Command _command;
    private readonly TargetOptions _target;

    private readonly Argument<string> _keyId = new("KEY-ID") { Description = "The key id (kid), as `signet keys list` shows it." };

    private readonly Option<string?> _algorithm = new("--algorithm")
    {
        HelpName = "ALGORITHM",
        Description = "The line of keys: RS256, ES256, ES384 or ES512. [default: the default algorithm of the server]",
    };

    private readonly Option<bool> _yes = new("--yes") { Description = "Accept what it breaks. Without it, an operation that breaks something says so and changes nothing (exit code 3)." };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be done, and what it would break; change nothing." };

    private readonly Option<string?> _output = OutputOption.Create();

    public KeyOperationCommand(KeyAction action, string description)
    {
        _action = action;
        _command = new Command(action.ToString().ToLowerInvariant(), description);
        if (KeyRequest.NeedsKeyId(action))
        {
            _command.Add(_keyId);
        }

        if (KeyRequest.TakesAlgorithm(action))
        {
            _algorithm.CompletionSources.Add([.. JwtAlgorithm.All.Select(algorithm => algorithm.Name)]);
            _command.Add(_algorithm);
        }

        if (!IsRead)
        {
            _command.Add(_yes);
            _command.Add(_dryRun);
        }

        _command.Add(_output);
        _target = new TargetOptions(_command, KeysCommand.Operations);
    }

    private bool IsRead => KeyRequest.IsRead(_action);

    /// <summary>The command.</summary>
    public Command Create(TimeProvider time)
    {
        _command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, time, cancellationToken)));
        return _command;
    }

    /// <summary>The command, which does more with its result.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="andThen">Gets the status; returns the exit code.</param>
    public Command Create(TimeProvider time, Func<ParseResult, JsonObject, CancellationToken, Task<int>> andThen)
    {
        _command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, async () =>
        {
            var operation = await OperateAsync(parsed, time, cancellationToken).ConfigureAwait(false);
            return operation is null ? ExitCodes.Unconfirmed : await andThen(parsed, operation.GetObject("status") ?? [], cancellationToken).ConfigureAwait(false);
        }));
        return _command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken) =>
        await OperateAsync(parsed, time, cancellationToken).ConfigureAwait(false) is null ? ExitCodes.Unconfirmed : ExitCodes.Done;

    /// <summary>Carries it out and prints the result; null when it was not confirmed.</summary>
    private async Task<JsonObject?> OperateAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = RequestOf(parsed);
        var target = await _target.OpenAsync(parsed, time, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            var run = new ConfirmedOperation(target, parsed.InvocationConfiguration.Error, $"to {_command.Name} the key");
            var asked = new Operation(KeyRequestJson.Write(request)) { IsDryRun = request.IsDryRun, IsRead = IsRead };
            if (await run.RunAsync(asked, request.IsConfirmed, cancellationToken).ConfigureAwait(false) is not { } operation)
            {
                return null;
            }

            var status = operation.GetObject("status") ?? [];
            var text = ObjectOutput.Render(operation, OutputOption.FormatOf(parsed, _output), _ => _action switch
            {
                KeyAction.List => KeyTables.Keys(status),
                KeyAction.Plan => KeyTables.Plan(status),
                _ => $"{KeyTables.Changes(status, request.IsDryRun)}\n{KeyTables.Keys(status)}",
            });
            await parsed.InvocationConfiguration.Output.WriteAsync(text).ConfigureAwait(false);
            return operation;
        }
    }

    private KeyRequest RequestOf(ParseResult parsed)
    {
        JwtAlgorithm? algorithm = null;
        if (KeyRequest.TakesAlgorithm(_action) && parsed.GetValue(_algorithm) is { } name)
        {
            algorithm = JwtAlgorithm.Find(name)
                ?? throw new CommandException($"--algorithm: \"{TextTable.Clean(name)}\" is not allowed; it must be RS256, ES256, ES384 or ES512", ExitCodes.Usage);
        }

        var isDryRun = !IsRead && parsed.GetValue(_dryRun);
        return new KeyRequest(_action)
        {
            KeyId = KeyRequest.NeedsKeyId(_action) ? parsed.GetValue(_keyId)! : "",
            Algorithm = algorithm,
            IsDryRun = isDryRun,

            // A dry run changes nothing: it tells what the operation breaks.
            IsConfirmed = isDryRun || (!IsRead && parsed.GetValue(_yes)),
        };
    }
}
