using Signet.Cli.Commands;

namespace Signet.Cli.Api;

/// <summary>
/// Finds the server as kubectl does: <c>--kubeconfig</c>, <c>$KUBECONFIG</c>, <c>~/.kube/config</c>, the service account of the pod; and, when nothing else
/// names one, the data directory in the current folder.
/// </summary>
internal static class ApiSourceFinder
{
    /// <summary>The kubeconfig of a data directory with the name that <c>signet serve</c> uses by default.</summary>
    private static readonly string FallbackPath = Path.Combine("signet-data", "admin.kubeconfig");

    /// <summary>Finds the source.</summary>
    /// <param name="flag">The value of <c>--kubeconfig</c>, or null.</param>
    /// <param name="environment">What it depends on besides.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static ApiSource Find(string? flag, ApiEnvironment environment)
    {
        if (flag is not null)
        {
            return Find([flag], environment) ?? throw new CommandException($"--kubeconfig: there is no file {flag}", ExitCodes.Usage);
        }

        var named = NamedByVariable(environment);
        if (named.Count > 0)
        {
            ApiSource? existing = Find(named, environment);
            existing ??= InCluster(environment);
            return existing ??
                throw new CommandException($"none of the files that $KUBECONFIG names exists ({string.Join(", ", named)}); correct it, unset it, or give --kubeconfig", ExitCodes.Usage);
        }

        var home = environment.Home is { } folder ? Path.Combine(folder, ".kube", "config") : null;
        ApiSource? source = home is null ? null : Find([home], environment);
        source ??= InCluster(environment);
        source ??= Find([FallbackPath], environment, isFallback: true);
        return source ??
            throw new CommandException(
                $"no server is known: there is no --kubeconfig, no $KUBECONFIG, no {home ?? "~/.kube/config"} and no {FallbackPath} in this folder; " +
                "`signet serve` starts a server here and makes one", ExitCodes.Usage);
    }

    /// <summary>The files that <c>$KUBECONFIG</c> names; empty when it is not set.</summary>
    public static IReadOnlyList<string> NamedByVariable(ApiEnvironment environment) =>
        (environment.Variable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();

    private static ApiSource.Files? Find(IEnumerable<string> paths, ApiEnvironment environment, bool isFallback = false)
    {
        var existing = paths.Select(path => Path.GetFullPath(path, environment.Folder)).Where(File.Exists).ToList();
        return existing.Count == 0 ? null : new ApiSource.Files(existing, isFallback);
    }

    private static ApiSource.InCluster? InCluster(ApiEnvironment environment) =>
        environment.Variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } host && environment.Variable("KUBERNETES_SERVICE_PORT") is { Length: > 0 } port &&
        File.Exists(Path.Combine(environment.ServiceAccountFolder, "token"))
            ? new ApiSource.InCluster(host, port)
            : null;
}
