using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli.Api;

/// <summary>Values for the completion of a command line: contexts of the kubeconfig, and names that the server knows.</summary>
internal static class ApiCandidates
{
    /// <summary>How many names are asked for. A user types the beginning of a name rather than reading more.</summary>
    private const int MaxNames = 500;

    /// <summary>How long a user who has pressed the tabulator waits for the server.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>The contexts, described by their servers.</summary>
    /// <exception cref="CommandException">The kubeconfig cannot be used.</exception>
    public static IReadOnlyList<Candidate> Contexts(string? kubeconfig, ApiEnvironment environment) =>
        ApiSourceFinder.Find(kubeconfig, environment) is ApiSource.Files files
            ? [.. ApiContexts.Read(files).List(null).Select(context => new Candidate(context.Name, context.Server))]
            : [];

    /// <summary>The names of the objects of a collection.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="path">The path of the collection, below the server's URL.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CommandException">The server gives no answer in time, or refuses.</exception>
    public static async Task<IReadOnlyList<string>> NamesAsync(ApiConnection connection, string path, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(Timeout);
        try
        {
            var response = await connection.GetMetadataAsync($"{path}?limit={MaxNames}", ending.Token).ConfigureAwait(false);
            return ApiFault.Require(connection, response, "PartialObjectMetadataList")["items"] is JsonArray items
                ? [.. items.OfType<JsonObject>().Select(item => item.GetObject("metadata")?.GetString("name") ?? "")]
                : [];
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{connection.Name} has not answered within {Timeout.TotalSeconds} s", inner: exception);
        }
    }

    /// <summary>The flag <c>--context</c>, whose values are those of a kubeconfig.</summary>
    /// <param name="kubeconfig">The flag that names the kubeconfig.</param>
    /// <param name="environment">What the choice of a kubeconfig depends on besides.</param>
    public static CandidateOption ContextOption(Option<string?> kubeconfig, ApiEnvironment environment) => new("--context")
    {
        HelpName = "NAME",
        Description = "The context of the kubeconfig. [default: its current context]",
        Candidates = (parsed, _, _) => ValueTask.FromResult(Contexts(parsed.GetValue(kubeconfig), environment)),
    };
}
