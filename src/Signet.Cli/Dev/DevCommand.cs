using System.CommandLine;
using System.Globalization;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;

namespace Signet.Cli.Dev;

/// <summary><c>signet dev</c>: a server in memory for as long as the command runs, or for as long as another command does.</summary>
internal sealed class DevCommand
{
    /// <summary>The name.</summary>
    public const string Name = "dev";

    private readonly Argument<string[]> _words = new("COMMAND")
    {
        Description = "After --: a command that is run with the variables set. The server ends with it, and the exit code is that of the command.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<int> _port = new("--secure-port") { HelpName = "PORT", Description = "The port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 0 };

    private readonly Option<string> _account = new("--account")
    {
        HelpName = "NAME",
        Description = "The service account of the namespace default whose token is in the token file.",
        DefaultValueFactory = _ => "dev",
    };

    private readonly Option<string[]> _audiences = new("--audience")
    {
        HelpName = "AUDIENCE",
        Description = "A service that the token of the file is for. May be repeated. [default: the server itself]",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<int?> _pipe = new("--exit-on-close")
    {
        HelpName = "FD",
        Description = "End when the pipe of this file descriptor is closed at its other end, for programs that start this one: the server ends with them, even after "
            + "SIGKILL. 0 is the standard input. [default: none]",
    };

    private readonly Option<string?> _output = OutputOption.Create("the variables for a shell; with a COMMAND nothing is printed");

    private readonly TimeProvider _time;

    private DevCommand(TimeProvider time) => _time = time;

    /// <summary>The command.</summary>
    public static Command Create(TimeProvider time)
    {
        var dev = new DevCommand(time);
        var command = new Command(
            Name,
            "Runs a server in memory, with a kubeconfig and a fresh token in files, and prints the variables that name them. Nothing stays when it ends.")
        {
            dev._words, dev._port, dev._account, dev._audiences, dev._pipe, dev._output,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => dev.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_words) ?? [];
        CommandWords.RefuseFlag(parsed, words);
        var port = parsed.GetValue(_port);
        if (port is < 0 or > 65535)
        {
            throw new CommandException($"--secure-port: {port.ToString(CultureInfo.InvariantCulture)} is no port; it must be from 0 to 65535", ExitCodes.Usage);
        }

        using var signals = new DevSignals(hasCommand: words.Length > 0);
        var parentEnded = parsed.GetValue(_pipe) is { } descriptor ? ParentPipe.Watch(descriptor, _pipe.Name) : CancellationToken.None;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, signals.Stopping, parentEnded);
        try
        {
            var options = new ServerOptions
            {
                Listener = new ListenerOptions { SecurePort = port },
                Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
            };
            var server = await new SignetServerBuilder(options) { Time = _time }.StartAsync(ending.Token).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                using var files = DevFiles.Create(server);
                return await RunAsync(parsed, server, files, words, ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, SignetServer server, DevFiles files, string[] words, CancellationToken stop)
    {
        var account = parsed.GetValue(_account)!;
        using var connection = ApiConnection.Open(new ApiSource.Files([files.Kubeconfig]), null, ApiEnvironment.OfProcess);
        var token = new DevToken(connection, account, parsed.GetValue(_audiences) ?? [], files.Token, _time);
        var renewAt = await token.WriteAsync(stop).ConfigureAwait(false);
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var renewal = token.RenewAsync(renewAt, renewing.Token);
        try
        {
            if (words.Length > 0)
            {
                return await DevChild.RunAsync(words, files.Variables(server.Issuer), stop).ConfigureAwait(false);
            }

            var report = DevReport.Render(server, files, account, OutputOption.FormatOf(parsed, _output));
            await parsed.InvocationConfiguration.Output.WriteAsync(report).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.FlushAsync(stop).ConfigureAwait(false);
            await server.WaitForShutdownAsync(stop).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        finally
        {
            await renewing.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
