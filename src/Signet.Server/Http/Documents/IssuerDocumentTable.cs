using System.Collections.Frozen;

namespace Signet.Server.Http.Documents;

/// <summary>The documents of a list of issuers, by path. Immutable.</summary>
internal sealed class IssuerDocumentTable
{
    /// <summary>The path of the discovery document, relative to the issuer.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>The path of the JWKS, relative to the issuer.</summary>
    public const string KeySetPath = "/openid/v1/jwks";

    private readonly FrozenDictionary<string, IssuerDocument> _documents;
    private readonly FrozenDictionary<string, IssuerDocument>.AlternateLookup<ReadOnlySpan<char>> _byPath;

    /// <summary>Makes the documents.</summary>
    /// <param name="issuers">The accepted issuers; those at the root are of the first one.</param>
    /// <param name="keySetAddress"><c>--service-account-jwks-uri</c>, or null.</param>
    /// <param name="serverAddress">Host and port of the server.</param>
    public IssuerDocumentTable(IReadOnlyList<string> issuers, string? keySetAddress, string serverAddress)
    {
        var documents = new Dictionary<string, IssuerDocument>(StringComparer.Ordinal);
        if (issuers.Count > 0)
        {
            Add("", issuers[0]);
        }

        foreach (var issuer in issuers)
        {
            var path = IssuerUrl.PathOf(issuer);
            Add(path.TrimEnd('/'), issuer);

            // Some clients append the path to an issuer with a trailing slash, which makes two slashes.
            if (path.EndsWith('/'))
            {
                Add(path, issuer);
            }
        }

        Issuers = issuers;
        _documents = documents.ToFrozenDictionary(StringComparer.Ordinal);
        _byPath = _documents.GetAlternateLookup<ReadOnlySpan<char>>();
        Paths = _documents.Keys;
        All = _documents.Values;
        AreInApi = Paths.Any(IsInApi);

        void Add(string path, string issuer)
        {
            var keySet = keySetAddress ?? IssuerUrl.Beneath(issuer, serverAddress, KeySetPath);
            documents.TryAdd(path + ConfigurationPath, new IssuerDocument(issuer, keySet, IsKeySet: false));
            documents.TryAdd(path + KeySetPath, new IssuerDocument(issuer, keySet, IsKeySet: true));
        }
    }

    /// <summary>The issuers that it was made of.</summary>
    public IReadOnlyList<string> Issuers { get; }

    /// <summary>All paths, without trailing slashes.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>All documents.</summary>
    public IReadOnlyList<IssuerDocument> All { get; }

    /// <summary>
    /// The documents beneath the path of their own issuer, each once and without empty segments; each JWKS before all discovery documents, so that a copy never
    /// names a JWKS that is not there. Those at the root belong to it only if the issuer has no path. Of several issuers with
    /// the same path the first one has it.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, IssuerDocument>> BeneathIssuers =>
    [
        .. _documents.Where(pair => pair.Key == IssuerUrl.PathOf(pair.Value.Issuer).TrimEnd('/') + (pair.Value.IsKeySet ? KeySetPath : ConfigurationPath))
            .OrderByDescending(pair => pair.Value.IsKeySet).ThenBy(pair => pair.Key, StringComparer.Ordinal),
    ];

    /// <summary>Whether a document is below <c>/api</c> or <c>/apis</c>.</summary>
    public bool AreInApi { get; }

    /// <summary>The document at a path, or null. Trailing slashes are ignored.</summary>
    public IssuerDocument? Find(string path) => _byPath.TryGetValue(path.AsSpan().TrimEnd('/'), out var document) ? document : null;

    /// <summary>Whether a path is below <c>/api</c> or <c>/apis</c>.</summary>
    public static bool IsInApi(string path) => path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/apis/", StringComparison.Ordinal);
}
