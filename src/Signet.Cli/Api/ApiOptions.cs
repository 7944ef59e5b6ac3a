using System.CommandLine;
using Signet.Cli.Commands;

namespace Signet.Cli.Api;

/// <summary>The flags that choose the server of a command: <c>--kubeconfig</c> and <c>--context</c>.</summary>
internal sealed class ApiOptions
{
    private readonly ApiEnvironment _environment;
    private readonly Option<string?> _kubeconfig;
    private readonly CandidateOption _context;

    /// <summary>Adds the flags to a command.</summary>
    public ApiOptions(Command command, ApiEnvironment environment)
    {
        _environment = environment;
        _kubeconfig = new("--kubeconfig")
        {
            HelpName = "FILE",
            Description = "The kubeconfig of the server. [default: $KUBECONFIG, else ~/.kube/config, else the service account of the pod, else signet-data/admin.kubeconfig]",
        };
        _context = ApiCandidates.ContextOption(_kubeconfig, environment);
        command.Add(_kubeconfig);
        command.Add(_context);
    }

    /// <summary>The environment.</summary>
    public ApiEnvironment Environment => _environment;

    /// <summary>The source that the flags and the environment name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public ApiSource Find(ParseResult parsed)
    {
        var source = ApiSourceFinder.Find(parsed.GetValue(_kubeconfig), _environment);
        if (source is ApiSource.Files { IsFallback: true } files)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"Using {Path.GetRelativePath(_environment.Folder, files.Paths[0])}, because no kubeconfig is set.");
        }

        return source;
    }

    /// <summary>The context that the flag names; null when it is not given.</summary>
    public string? ContextOf(ParseResult parsed) => parsed.GetValue(_context);

    /// <summary>Whether one of the flags is given.</summary>
    public bool AreGiven(ParseResult parsed) => parsed.GetValue(_kubeconfig) is not null || ContextOf(parsed) is not null;

    /// <summary>Connects to the server. Nothing is sent yet.</summary>
    /// <exception cref="CommandException">No server is known, or its kubeconfig cannot be used.</exception>
    public ApiConnection Open(ParseResult parsed) => ApiConnection.Open(Find(parsed), ContextOf(parsed), _environment);

    /// <summary>Connects for the completion of a command line. Nothing is sent yet, and no note is printed.</summary>
    /// <exception cref="CommandException">No server is known, or its kubeconfig cannot be used.</exception>
    public ApiConnection OpenForCompletion(ParseResult parsed) =>
        ApiConnection.Open(ApiSourceFinder.Find(parsed.GetValue(_kubeconfig), _environment), ContextOf(parsed), _environment);
}
