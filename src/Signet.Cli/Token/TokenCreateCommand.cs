using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Token;

/// <summary><c>signet token create ACCOUNT</c>.</summary>
internal sealed class TokenCreateCommand
{
    private readonly CandidateArgument<string> _account = new("ACCOUNT") { Description = "The service account." };
    private readonly CandidateOption _namespace = new("--namespace", "-n") { HelpName = "NAMESPACE", Description = "The namespace of the account. [default: that of the context, else default]" };

    private readonly Option<string[]> _audiences = new("--audience")
    {
        HelpName = "AUDIENCE",
        Description = "A service that the token is for. May be repeated. [default: the audiences of the server]",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _duration = new("--duration")
    {
        HelpName = "DURATION",
        Description = "The lifetime that is asked for, such as 30m or 24h; the server may give another one. [default: that of the server]",
    };

    private readonly CandidateOption _bind = new("--bind")
    {
        HelpName = "KIND/NAME",
        Description = "The object whose deletion ends the token: Pod/NAME or Secret/NAME of the namespace, or Node/NAME. [default: none but the account]",
    };

    private readonly Option<bool> _createAccount = new("--create-account") { Description = "Make the service account when it does not exist." };
    private readonly Option<string?> _output = OutputOption.Create("the token alone");
    private readonly Command _command = new("create", "Issues a token for a service account. Prints the token alone, so that a script can take it: TOKEN=$(signet token create builder).");
    private readonly ApiOptions _api;

    public TokenCreateCommand(ApiEnvironment environment)
    {
        _command.Add(_account);
        foreach (var option in (Option[])[_namespace, _audiences, _duration, _bind, _createAccount, _output])
        {
            _command.Add(option);
        }

        _api = new ApiOptions(_command, environment);
        var candidates = new TokenCandidates(_api, _namespace);
        _account.Candidates = candidates.AccountsAsync;
        _namespace.Candidates = candidates.NamespacesAsync;
        _bind.Candidates = candidates.BoundObjectsAsync;
    }

    /// <summary>The command.</summary>
    public Command Create()
    {
        _command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, cancellationToken)));
        return _command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = RequestOf(parsed);
        using var connection = _api.Open(parsed);
        var account = AccountName.Of(parsed.GetValue(_namespace) ?? connection.Namespace, parsed.GetValue(_account)!);
        var response = await connection.PostAsync($"{account.Path}/token", body, cancellationToken).ConfigureAwait(false);
        if (account.IsMissing(response))
        {
            if (!parsed.GetValue(_createAccount))
            {
                throw new CommandException(
                    $"there is no service account \"{account.Name}\" in the namespace \"{account.Namespace}\" of {connection.Name}; --create-account makes it, as does `kubectl create serviceaccount " +
                    $"{account.Name} -n {account.Namespace}`");
            }

            await CreateAccountAsync(parsed, connection, account, cancellationToken).ConfigureAwait(false);
            response = await connection.PostAsync($"{account.Path}/token", body, cancellationToken).ConfigureAwait(false);
        }

        if (response is { Code: HttpStatusCode.NotFound, Status: { } missing } && parsed.GetValue(_bind) is { } bound &&
            missing.GetObject("details")?.GetString("kind") is "pods" or "secrets" or "nodes")
        {
            throw new CommandException($"--bind: there is no {TextTable.Clean(bound)}: {TextTable.Clean(missing.GetString("message"))}; make it first, or choose its namespace by -n");
        }

        var issued = ApiFault.Require(connection, response, "TokenRequest");
        await ServerWarnings.WriteAsync(parsed, response).ConfigureAwait(false);
        await parsed.InvocationConfiguration.Output.WriteAsync(ObjectOutput.Render(
            issued, OutputOption.FormatOf(parsed, _output), request => request.GetObject("status")?.GetString("token") + "\n")).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static async Task CreateAccountAsync(ParseResult parsed, ApiConnection connection, AccountName account, CancellationToken cancellationToken)
    {
        if (await AccountCreation.CreateAsync(connection, account, cancellationToken).ConfigureAwait(false) is { } response)
        {
            await ServerWarnings.WriteAsync(parsed, response).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Made the service account {account.Name} in the namespace {account.Namespace}.").ConfigureAwait(false);
        }
    }

    private JsonObject RequestOf(ParseResult parsed)
    {
        var spec = new JsonObject();
        if (parsed.GetValue(_audiences) is { Length: > 0 } audiences)
        {
            spec.SetStrings("audiences", audiences);
        }

        if (parsed.GetValue(_duration) is { } duration)
        {
            spec["expirationSeconds"] = SecondsOf(duration);
        }

        if (parsed.GetValue(_bind) is { } bound)
        {
            spec["boundObjectRef"] = BoundReference.Parse(bound).ToJson();
        }

        return new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec };
    }

    private static long SecondsOf(string text) =>
        GoDuration.TryParse(text, out var duration, out _) && duration > TimeSpan.Zero && duration.Ticks % TimeSpan.TicksPerSecond == 0
            ? (long)duration.TotalSeconds
            : throw new CommandException($"--duration: \"{TextTable.Clean(text)}\" is not allowed; it must be a duration in whole seconds such as 30m, 1h or 24h", ExitCodes.Usage);
}
