using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Keys.Output;
using Signet.Cli.Keys.Targets;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
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

    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FORMAT", Description = "The format: table, json or yaml. [default: table]" };

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
            _command.Add(_algorithm);
        }

        if (!IsRead)
        {
            _command.Add(_yes);
            _command.Add(_dryRun);
        }

        _output.AcceptOnlyFromAmong("table", "json", "yaml");
        _command.Add(_output);
        _target = new TargetOptions(_command);
    }

    private bool IsRead => KeyRequest.IsRead(_action);

    /// <summary>The command.</summary>
    public Command Create(TimeProvider time)
    {
        _command.SetAction((parsed, cancellationToken) => KeysRun.RunAsync(parsed, () => RunAsync(parsed, time, cancellationToken)));
        return _command;
    }

    /// <summary>The command, which does more with its result.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="andThen">Gets the status; returns the exit code.</param>
    public Command Create(TimeProvider time, Func<ParseResult, JsonObject, CancellationToken, Task<int>> andThen)
    {
        _command.SetAction((parsed, cancellationToken) => KeysRun.RunAsync(parsed, async () =>
        {
            var operation = await OperateAsync(parsed, time, cancellationToken).ConfigureAwait(false);
            return operation is null ? KeysExitCode.Unconfirmed : await andThen(parsed, operation.GetObject("status") ?? [], cancellationToken).ConfigureAwait(false);
        }));
        return _command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken) =>
        await OperateAsync(parsed, time, cancellationToken).ConfigureAwait(false) is null ? KeysExitCode.Unconfirmed : KeysExitCode.Done;

    /// <summary>Carries it out and prints the result; null when it was not confirmed.</summary>
    private async Task<JsonObject?> OperateAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = RequestOf(parsed);
        var errors = parsed.InvocationConfiguration.Error;
        var target = await _target.OpenAsync(parsed, time, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            if (request is { IsConfirmed: true, IsDryRun: false })
            {
                // What it breaks is printed before it is done.
                var decided = await target.OperateAsync(request with { IsDryRun = true }, cancellationToken).ConfigureAwait(false);
                await TellAsync(errors, Require(decided), "It breaks:").ConfigureAwait(false);
            }

            var outcome = await target.OperateAsync(request, cancellationToken).ConfigureAwait(false);
            if (!outcome.IsSuccess && ConsequencesOf(outcome.Error) is { Count: > 0 } consequences)
            {
                await errors.WriteAsync(
                    $"signet: nothing was changed, because to {_command.Name} the key breaks something:\n{KeyTables.Consequences(consequences)}Repeat the command with --yes to accept that.\n")
                    .ConfigureAwait(false);
                return null;
            }

            var operation = Require(outcome);
            if (request.IsDryRun)
            {
                await TellAsync(errors, operation, "It would break:").ConfigureAwait(false);
            }

            var text = KeyOutput.Render(operation, FormatOf(parsed.GetValue(_output)), status => _action switch
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
                ?? throw new KeysException($"--algorithm: \"{TextTable.Clean(name)}\" is not allowed; it must be RS256, ES256, ES384 or ES512", KeysExitCode.Usage);
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

    private static OutputFormat FormatOf(string? name) => name switch
    {
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        _ => OutputFormat.Table,
    };

    private static JsonObject Require(Outcome<JsonObject> outcome) => outcome.TryGetValue(out var operation, out var error)
        ? operation
        : throw new KeysException(TextTable.Clean(error.Message));

    private static IReadOnlyList<string> ConsequencesOf(StatusError error) =>
        [.. (error.Details?.Causes ?? []).Where(cause => cause.Reason == ManagedKeys.UnconfirmedReason).Select(cause => cause.Message)];

    private static async Task TellAsync(TextWriter errors, JsonObject operation, string heading)
    {
        var consequences = (operation.GetObject("status") ?? []).GetStrings("consequences");
        if (consequences.Count > 0)
        {
            await errors.WriteAsync($"{heading}\n{KeyTables.Consequences(consequences)}").ConfigureAwait(false);
        }
    }
}
