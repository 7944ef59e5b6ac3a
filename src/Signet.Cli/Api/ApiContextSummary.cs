namespace Signet.Cli.Api;

/// <summary>A context as its kubeconfig has it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Cluster">The name of the cluster.</param>
/// <param name="Server">The URL of the cluster; empty when there is no such cluster.</param>
/// <param name="User">The name of the user.</param>
/// <param name="Namespace">The namespace of commands without <c>-n</c>.</param>
internal sealed record ApiContextSummary(string Name, string Cluster, string Server, string User, string Namespace)
{
    /// <summary>Whether commands without <c>--context</c> use it.</summary>
    public bool IsCurrent { get; init; }
}
