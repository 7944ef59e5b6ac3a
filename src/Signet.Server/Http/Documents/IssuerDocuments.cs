using System.Collections.Frozen;

namespace Signet.Server.Http.Documents;

/// <summary>
/// The paths of the discovery documents and JWKS, and whether they are public (<c>--publish-discovery</c>). Those at the root are
/// of the signing issuer, as in kube-apiserver; each accepted issuer with a path has its own documents below its path.
/// docs/decisions/0007-public-discovery.md.
/// </summary>
internal sealed class IssuerDocuments
{
    /// <summary>The path of the discovery document, relative to the issuer.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>The path of the JWKS, relative to the issuer.</summary>
    public const string KeySetPath = "/openid/v1/jwks";

    private static readonly string[] HealthPaths = ["/livez", "/readyz", "/healthz"];

    private readonly FrozenDictionary<string, IssuerDocument> _documents;
    private readonly FrozenDictionary<string, IssuerDocument>.AlternateLookup<ReadOnlySpan<char>> _byPath;
    private readonly bool _areInApi;

    private IssuerDocuments(Dictionary<string, IssuerDocument> documents, bool arePublished)
    {
        _documents = documents.ToFrozenDictionary(StringComparer.Ordinal);
        _byPath = _documents.GetAlternateLookup<ReadOnlySpan<char>>();
        _areInApi = _documents.Keys.Any(IsInApi);
        ArePublished = arePublished;
    }

    /// <summary>No documents.</summary>
    public static IssuerDocuments None { get; } = new([], arePublished: false);

    /// <summary>Whether every client may read them, with or without credentials.</summary>
    public bool ArePublished { get; }

    /// <summary>All paths, without trailing slashes.</summary>
    public IReadOnlyList<string> Paths => _documents.Keys;

    public IReadOnlyList<IssuerDocument> All => _documents.Values;

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

    /// <summary>Creates the documents of a server.</summary>
    /// <param name="issuers">The accepted issuers; the first one is the signing issuer.</param>
    /// <param name="keySetAddress"><c>--service-account-jwks-uri</c>, or null.</param>
    /// <param name="serverAddress">Host and port of the server.</param>
    /// <param name="arePublished"><c>--publish-discovery</c>.</param>
    public static IssuerDocuments Create(IReadOnlyList<string> issuers, string? keySetAddress, string serverAddress, bool arePublished)
    {
        var documents = new Dictionary<string, IssuerDocument>(StringComparer.Ordinal);
        Add(documents, "", issuers[0]);
        foreach (var issuer in issuers)
        {
            var path = IssuerUrl.PathOf(issuer);
            Add(documents, path.TrimEnd('/'), issuer);

            // Some clients append the path to an issuer with a trailing slash, which makes two slashes.
            if (path.EndsWith('/'))
            {
                Add(documents, path, issuer);
            }
        }

        return new IssuerDocuments(documents, arePublished);

        void Add(Dictionary<string, IssuerDocument> to, string path, string issuer)
        {
            var keySet = keySetAddress ?? IssuerUrl.Beneath(issuer, serverAddress, KeySetPath);
            to.TryAdd(path + ConfigurationPath, new IssuerDocument(issuer, keySet, IsKeySet: false));
            to.TryAdd(path + KeySetPath, new IssuerDocument(issuer, keySet, IsKeySet: true));
        }
    }

    /// <summary>The document at a path, or null. Trailing slashes are ignored.</summary>
    public IssuerDocument? Find(string path) => _byPath.TryGetValue(path.AsSpan().TrimEnd('/'), out var document) ? document : null;

    /// <summary>Whether a path is below a document; nothing is served there.</summary>
    public bool IsBeneath(string path)
    {
        foreach (var document in Paths)
        {
            if (path.Length > document.Length && path[document.Length] == '/' && path.StartsWith(document, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether every client may make a request.</summary>
    public bool IsPublic(string verb, string path) => ArePublished && verb is ("get" or "head") && Find(path) is not null;

    /// <summary>Whether HEAD of a path is authorized as GET; otherwise it is a verb of its own, as in kube-apiserver.</summary>
    public bool AllowsHead(string path) => ArePublished && (Find(path) is not null || IsHealth(path));

    /// <summary>Whether a path below <c>/api</c> or <c>/apis</c> is that of a document, because an issuer's path begins so.</summary>
    public bool HideApi(string path) => _areInApi && IsInApi(path) && Find(path) is not null;

    private static bool IsInApi(string path) => path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/apis/", StringComparison.Ordinal);

    private static bool IsHealth(string path)
    {
        foreach (var health in HealthPaths)
        {
            if (path.StartsWith(health, StringComparison.Ordinal) && (path.Length == health.Length || path[health.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }
}
