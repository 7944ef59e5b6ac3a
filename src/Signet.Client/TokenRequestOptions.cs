namespace Signet.Client;

/// <summary>Which token a <see cref="TokenRequestSource"/> requests, and how.</summary>
public sealed class TokenRequestOptions
{
    /// <summary>The namespace of the service account.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name of the service account.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>The audiences of the token; empty for the audiences of the API server itself.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>
    /// The lifetime to request, in whole seconds; null for the server's default of one hour. Kubernetes refuses less than ten minutes, and may issue a shorter
    /// lifetime than requested.
    /// </summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The object that the token is bound to, if any.</summary>
    public BoundObjectReference? BoundObject { get; init; }

    /// <summary>The address of the API server, with a path if it has one; null for the base address of the HTTP client.</summary>
    public Uri? ApiServer { get; init; }

    /// <summary>Whether the API server may be reached by plain HTTP: the token is then readable in the network.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>The time limit of one token request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The delay after the first failed request. It doubles with each further failure; each delay is reduced by a random part of up to a half.
    /// </summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay after a failed request, unless the server asks for a longer one (<c>Retry-After</c>, at most ten minutes).</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A token that a server refused is replaced early (<see cref="TokenRequestSource.Invalidate"/>) at most once in this time, so that a server which refuses
    /// every token does not cause a token request for each of its answers.
    /// </summary>
    public TimeSpan MinEarlyRefreshInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Is called after each failed request, also while callers still get the old token. It must not throw.</summary>
    public Action<TokenRequestException>? OnFailure { get; init; }

    /// <exception cref="ArgumentException">A value is not allowed.</exception>
    internal void Validate()
    {
        Require(IsName(Namespace), nameof(Namespace), "is not the name of a namespace");
        Require(IsName(ServiceAccount), nameof(ServiceAccount), "is not the name of a service account");
        Require(Audiences is not null && !Audiences.Any(string.IsNullOrEmpty), nameof(Audiences), "has an empty audience");
        Require(Lifetime is not { } lifetime || lifetime >= TimeSpan.FromSeconds(1), nameof(Lifetime), "is less than a second");
        Require(BoundObject is not { } bound || (bound.Kind.Length > 0 && bound.Name.Length > 0), nameof(BoundObject), "needs a kind and a name");
        Require(RequestTimeout > TimeSpan.Zero && RequestTimeout <= TimeSpan.FromHours(1), nameof(RequestTimeout), "is not between zero and one hour");
        Require(MinBackoff > TimeSpan.Zero, nameof(MinBackoff), "is not positive");
        Require(MaxBackoff >= MinBackoff, nameof(MaxBackoff), $"is less than {nameof(MinBackoff)}");
        Require(MinEarlyRefreshInterval >= TimeSpan.Zero, nameof(MinEarlyRefreshInterval), "is negative");
    }

    /// <summary>The address that tokens are requested from.</summary>
    /// <exception cref="ArgumentException">It is missing or not allowed.</exception>
    internal Uri Address(HttpClient client)
    {
        var server = ApiServer ?? client.BaseAddress;
        if (server is not { IsAbsoluteUri: true })
        {
            throw new ArgumentException($"Set {nameof(ApiServer)}, or the base address of the HTTP client, to the address of the API server.");
        }

        Require(server.Scheme == Uri.UriSchemeHttps || (AllowHttp && server.Scheme == Uri.UriSchemeHttp), nameof(ApiServer), $"is not https: {server.Scheme}");
        return new Uri($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/namespaces/{Namespace}/serviceaccounts/{ServiceAccount}/token");
    }

    private static void Require(bool isAllowed, string name, string fault)
    {
        if (!isAllowed)
        {
            throw new ArgumentException($"{nameof(TokenRequestOptions)}.{name} {fault}.");
        }
    }

    /// <summary>Whether a text is a DNS subdomain (RFC 1123), which also keeps it inside its segment of the path.</summary>
    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= 253 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') &&
        char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);
}
