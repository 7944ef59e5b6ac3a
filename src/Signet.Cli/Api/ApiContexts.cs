using Signet.Cli.Commands;
using Signet.Server.Files;
using Signet.Server.Outbound;

namespace Signet.Cli.Api;

/// <summary>The contexts of a source: servers with credentials and a namespace.</summary>
internal sealed class ApiContexts
{
    private readonly FileContents _contents;
    private readonly Kubeconfig _kubeconfig;
    private readonly ApiSource.Files _files;

    private ApiContexts(ApiSource.Files files, FileContents contents, Kubeconfig kubeconfig) =>
        (_files, _contents, _kubeconfig) = (files, contents, kubeconfig);

    /// <summary>Reads kubeconfigs.</summary>
    /// <exception cref="CommandException">One cannot be used.</exception>
    public static ApiContexts Read(ApiSource.Files files)
    {
        var contents = new FileContents([.. files.Paths.Select(path => new SettingFile("kubeconfig", path))], isStart: true);
        var kubeconfig = new Kubeconfig();
        foreach (var path in files.Paths)
        {
            Run(path, () =>
            {
                kubeconfig.Add(path, contents.Read(path));
                return true;
            });
        }

        return new ApiContexts(files, contents, kubeconfig);
    }

    /// <summary>What the kubeconfigs say of their contexts. Only the name of the chosen one is checked.</summary>
    /// <param name="chosen">The context that is marked; null for the current one.</param>
    /// <exception cref="CommandException">One cannot be read, or there is no context of the name.</exception>
    public IReadOnlyList<ApiContextSummary> List(string? chosen)
    {
        RequireContext(chosen);
        return Run(_files.Name, () => _kubeconfig.Contexts.Select(entry => Summarize(entry.Name, chosen ?? _kubeconfig.CurrentContext)).ToList());
    }

    /// <summary>The target and the namespace of a context.</summary>
    /// <param name="name">The context; null for the current one.</param>
    /// <exception cref="CommandException">It does not exist, or cannot be used.</exception>
    public (KubeconfigTarget Target, string Namespace) Open(string? name)
    {
        var chosen = name ?? _kubeconfig.CurrentContext;
        RequireContext(chosen);
        return Run(_files.Name, () => (
            KubeconfigTarget.Read(_contents, _kubeconfig, chosen, allowsHttp: true),
            NamespaceOf(_kubeconfig.Context(chosen).String("namespace"))));
    }

    private ApiContextSummary Summarize(string name, string current)
    {
        var context = _kubeconfig.Context(name);
        var cluster = context.String("cluster");
        var server = _kubeconfig.FindCluster(cluster)?.String("server") ?? "";
        return new ApiContextSummary(name, cluster, server, context.String("user"), NamespaceOf(context.String("namespace"))) { IsCurrent = name == current };
    }

    private static T Run<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnusableFileException exception)
        {
            // The message names the file.
            throw new CommandException(exception.Message, ExitCodes.Usage, exception);
        }
        catch (FormatException exception)
        {
            throw new CommandException($"--kubeconfig: {file}: {exception.Message}", ExitCodes.Usage, exception);
        }
    }

    private void RequireContext(string? chosen)
    {
        if (chosen is not null && !_kubeconfig.Contexts.Any(context => context.Name == chosen))
        {
            throw new CommandException(
                (chosen.Length == 0 ? $"{_files.Name} has no current context; choose one by --context" : $"there is no context \"{TextTable.Clean(chosen)}\" in {_files.Name}") + Known(),
                ExitCodes.Usage);
        }
    }

    private static string NamespaceOf(string name) => name.Length > 0 ? name : ApiConnection.DefaultNamespace;

    private string Known() => _kubeconfig.Contexts.Count == 0 ? "; it has none"
        : $"; known are {string.Join(", ", _kubeconfig.Contexts.Select(context => TextTable.Clean(context.Name)))}";
}
