using System.Collections.Frozen;

namespace Signet.Server.Http.Documents;

/// <summary>
/// The paths of the discovery documents and JWKS, and whether everybody may read them (<c>--publish-discovery</c>). At the root they are
/// those of the issuer that issues, as in kube-apiserver; each accepted issuer with a path has its own beneath its path.
/// docs/decisions/0007-public-discovery.md.
/// </summary>
internal sealed class IssuerDocuments
{
    /// <summary>Where the discovery document is, beneath an issuer.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>Where the JWKS is, beneath an issuer.</summary>
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

    /// <summary>None; for what needs no documents.</summary>
    public static IssuerDocuments None { get; } = new([], arePublished: false);

    /// <summary>Whether everybody may read them, with or without credentials.</summary>
    public bool ArePublished { get; }

    /// <summary>All paths, without a slash at the end.</summary>
    public IReadOnlyList<string> Paths => _documents.Keys;

    /// <summary>All documents.</summary>
    public IReadOnlyList<IssuerDocument> All => _documents.Values;

    /// <summary>The documents of a server.</summary>
    /// <param name="issuers">The accepted issuers, the one that issues first.</param>
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

            // Some clients append to an issuer that ends with a slash without taking the slash away.
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

    /// <summary>The document at a path, or null. Slashes at its end count for nothing.</summary>
    public IssuerDocument? Find(string path) => _byPath.TryGetValue(path.AsSpan().TrimEnd('/'), out var document) ? document : null;

    /// <summary>Whether a path lies beneath a document, where nothing is.</summary>
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

    /// <summary>Whether a request may be made by everybody.</summary>
    public bool IsPublic(string verb, string path) => ArePublished && verb is ("get" or "head") && Find(path) is not null;

    /// <summary>Whether HEAD is a way of reading a path, allowed to whoever may GET it; otherwise it is a verb of its own, as in kube-apiserver.</summary>
    public bool ReadsByHead(string path) => ArePublished && (Find(path) is not null || IsHealth(path));

    /// <summary>Whether a path that looks like one of the API's is a document's, because an issuer's path begins with <c>/api</c> or <c>/apis</c>.</summary>
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
