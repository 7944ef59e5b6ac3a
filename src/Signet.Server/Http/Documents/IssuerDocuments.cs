using Signet.Server.Files;
using Signet.Server.Http.Requests;

namespace Signet.Server.Http.Documents;

/// <summary>
/// The paths of the discovery documents and JWKS, and whether they are public (<c>--publish-discovery</c>). Those at the root are
/// of the signing issuer, as in kube-apiserver; each accepted issuer with a path has its own documents below its path, until it is no longer accepted.
/// docs/decisions/0007-public-discovery.md.
/// </summary>
/// <param name="issuers">The accepted issuers; the first one is the signing issuer.</param>
/// <param name="keySetAddress"><c>--service-account-jwks-uri</c>, or null.</param>
/// <param name="serverAddress">Host and port of the server.</param>
/// <param name="arePublished"><c>--publish-discovery</c>.</param>
internal sealed class IssuerDocuments(IValueSource<IReadOnlyList<string>> issuers, string? keySetAddress, string serverAddress, bool arePublished)
{
    /// <summary>The path of the discovery document, relative to the issuer.</summary>
    public const string ConfigurationPath = IssuerDocumentTable.ConfigurationPath;

    /// <summary>The path of the JWKS, relative to the issuer.</summary>
    public const string KeySetPath = IssuerDocumentTable.KeySetPath;

    private static readonly string[] HealthPaths = ["/livez", "/readyz", "/healthz"];

    private volatile IssuerDocumentTable _table = new(issuers.Current, keySetAddress, serverAddress);

    /// <summary>No documents.</summary>
    public static IssuerDocuments None { get; } = Create([], null, "", arePublished: false);

    /// <summary>Whether every client may read them, with or without credentials.</summary>
    public bool ArePublished => arePublished;

    /// <summary>The accepted issuers; the first one is the signing issuer. Another list after a change.</summary>
    public IReadOnlyList<string> Issuers => Table.Issuers;

    /// <summary>All paths, without trailing slashes. Another list after a change of the issuers.</summary>
    public IReadOnlyList<string> Paths => Table.Paths;

    /// <summary>All documents. Another list after a change of the issuers.</summary>
    public IReadOnlyList<IssuerDocument> All => Table.All;

    /// <summary>The documents beneath the path of their own issuer; see <see cref="IssuerDocumentTable.BeneathIssuers"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, IssuerDocument>> BeneathIssuers => Table.BeneathIssuers;

    private IssuerDocumentTable Table
    {
        get
        {
            var (current, table) = (issuers.Current, _table);
            if (!ReferenceEquals(table.Issuers, current))
            {
                _table = table = new IssuerDocumentTable(current, keySetAddress, serverAddress);
            }

            return table;
        }
    }

    /// <summary>The documents of issuers that do not change.</summary>
    public static IssuerDocuments Create(IReadOnlyList<string> issuers, string? keySetAddress, string serverAddress, bool arePublished) =>
        new(new FixedValue<IReadOnlyList<string>>(issuers), keySetAddress, serverAddress, arePublished);

    /// <summary>The document at a path, or null. Trailing slashes are ignored.</summary>
    public IssuerDocument? Find(string path) => Table.Find(path);

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

    /// <summary>Whether a request is that of a browser for the page of the server, which is public with the documents.</summary>
    public bool IsForPage(ReceivedRequest request) => ArePublished && BrowserRequest.IsForPage(request.Info, request.Http.Request);

    /// <summary>Whether HEAD of a path is authorized as GET; otherwise it is a verb of its own, as in kube-apiserver.</summary>
    public bool AllowsHead(string path) => ArePublished && (Find(path) is not null || IsHealth(path));

    /// <summary>Whether a path below <c>/api</c> or <c>/apis</c> is that of a document, because an issuer's path begins so.</summary>
    public bool HideApi(string path) => Table.AreInApi && IssuerDocumentTable.IsInApi(path) && Find(path) is not null;

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
