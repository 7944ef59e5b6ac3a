using System.CommandLine;
using Signet.Cli.Api;
using Signet.Cli.Commands;

namespace Signet.Cli.Token;

/// <summary>The values of <c>signet token create</c> that the server knows.</summary>
/// <param name="api">The flags of the server.</param>
/// <param name="space">The flag of the namespace.</param>
internal sealed class TokenCandidates(ApiOptions api, Option<string?> space)
{
    /// <summary>The service accounts of the namespace.</summary>
    public ValueTask<IReadOnlyList<Candidate>> AccountsAsync(ParseResult parsed, string word, CancellationToken cancellationToken) =>
        FindAsync(parsed, place => $"{place}/serviceaccounts", "", cancellationToken);

    /// <summary>The namespaces.</summary>
    public ValueTask<IReadOnlyList<Candidate>> NamespacesAsync(ParseResult parsed, string word, CancellationToken cancellationToken) =>
        FindAsync(parsed, _ => "api/v1/namespaces", "", cancellationToken);

    /// <summary>The kinds that tokens can be bound to; behind a kind and '/', the objects of the kind.</summary>
    public ValueTask<IReadOnlyList<Candidate>> BoundObjectsAsync(ParseResult parsed, string word, CancellationToken cancellationToken)
    {
        if (!word.Contains('/', StringComparison.Ordinal))
        {
            return ValueTask.FromResult<IReadOnlyList<Candidate>>([.. BoundReference.Kinds.Select(kind => new Candidate($"{kind}/"))]);
        }

        var given = word.Split('/')[0];
        return BoundReference.Kinds.FirstOrDefault(kind => kind.Equals(given, StringComparison.OrdinalIgnoreCase)) is not { } known
            ? ValueTask.FromResult<IReadOnlyList<Candidate>>([])
            : FindAsync(parsed, place => known == "Node" ? "api/v1/nodes" : $"{place}/{known.ToLowerInvariant()}s", $"{given}/", cancellationToken);
    }

    private async ValueTask<IReadOnlyList<Candidate>> FindAsync(
        ParseResult parsed, Func<string, string> collectionIn, string prefix, CancellationToken cancellationToken)
    {
        using var connection = api.OpenForCompletion(parsed);
        var place = $"api/v1/namespaces/{Uri.EscapeDataString(parsed.GetValue(space) ?? connection.Namespace)}";
        var names = await ApiCandidates.NamesAsync(connection, collectionIn(place), cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => new Candidate(prefix + name))];
    }
}
