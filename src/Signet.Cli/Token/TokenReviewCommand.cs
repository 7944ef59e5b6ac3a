using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli.Token;

/// <summary><c>signet token review TOKEN|-</c>.</summary>
internal sealed class TokenReviewCommand
{
    private const string Description =
        "Asks the server whether a token is accepted now (TokenReview): its signature, times and audiences, and whether its account and the object that it is bound to still exist. " +
        "Exit codes: 0 the token is accepted; 4 it is refused; 1 the server gave no answer; 78 the command line or a file cannot be used.";

    private readonly Argument<string> _token = TokenArgument.Create();

    private readonly Option<string[]> _audiences = new("--audience")
    {
        HelpName = "AUDIENCE",
        Description = "An audience that the token has to be for. May be repeated; one of them is enough. [default: the audiences of the server]",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _output = OutputOption.Create();
    private readonly Command _command = new("review", Description);
    private readonly ApiOptions _api;

    public TokenReviewCommand(ApiEnvironment environment)
    {
        _command.Add(_token);
        _command.Add(_audiences);
        _command.Add(_output);
        _api = new ApiOptions(_command, environment);
    }

    /// <summary>The command.</summary>
    public Command Create()
    {
        _command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, cancellationToken)));
        return _command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var connection = _api.Open(parsed);
        var spec = new JsonObject { ["token"] = await TokenArgument.ReadAsync(parsed, _token, cancellationToken).ConfigureAwait(false) };
        if (parsed.GetValue(_audiences) is { Length: > 0 } audiences)
        {
            spec.SetStrings("audiences", audiences);
        }

        var review = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenReview", ["spec"] = spec };
        var response = await connection.PostAsync("apis/authentication.k8s.io/v1/tokenreviews", review, cancellationToken).ConfigureAwait(false);
        var reviewed = ApiFault.Require(connection, response, "TokenReview");
        await ServerWarnings.WriteAsync(parsed, response).ConfigureAwait(false);
        var output = parsed.InvocationConfiguration.Output;
        var style = TerminalStyle.Of(output, _api.Environment.Variable);
        var text = ObjectOutput.Render(reviewed, OutputOption.FormatOf(parsed, _output), answer => Table(answer.GetObject("status") ?? [], style));
        await output.WriteAsync(text).ConfigureAwait(false);
        return reviewed.GetObject("status")?.GetBoolean("authenticated") == true ? ExitCodes.Done : ExitCodes.Found;
    }

    private static string Table(JsonObject status, TerminalStyle style)
    {
        if (status.GetBoolean("authenticated") != true)
        {
            var reason = status.GetString("error") is { Length: > 0 } error ? TextTable.Clean(error) : "the server gives no reason";
            return $"{style.Bad("Refused")}: {reason}\n";
        }

        var rows = UserTable.Rows(status.GetObject("user") ?? []);
        if (status.GetStrings("audiences") is { Count: > 0 } audiences)
        {
            rows.Add(["audiences", string.Join(", ", audiences)]);
        }

        return $"{style.Good("Accepted")}\n{TextTable.Render(rows)}";
    }
}
