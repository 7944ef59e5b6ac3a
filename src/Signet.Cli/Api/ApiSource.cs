namespace Signet.Cli.Api;

/// <summary>Where the address and the credentials of a server come from.</summary>
internal abstract record ApiSource
{
    private ApiSource()
    {
    }

    /// <summary>Kubeconfigs, merged.</summary>
    /// <param name="Paths">The files, which exist.</param>
    /// <param name="IsFallback">Whether nothing names them: they are those of the data directory in the current folder.</param>
    public sealed record Files(IReadOnlyList<string> Paths, bool IsFallback = false) : ApiSource
    {
        /// <summary>The files in messages.</summary>
        public string Name => string.Join(Path.PathSeparator, Paths);
    }

    /// <summary>The service account of the pod that this process runs in.</summary>
    /// <param name="Host"><c>$KUBERNETES_SERVICE_HOST</c>.</param>
    /// <param name="Port"><c>$KUBERNETES_SERVICE_PORT</c>.</param>
    public sealed record InCluster(string Host, string Port) : ApiSource
    {
        /// <summary>The name in messages, and of the context.</summary>
        public const string Name = "in-cluster";
    }
}
