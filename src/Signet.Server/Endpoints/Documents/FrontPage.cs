using System.Net;
using System.Security.Cryptography;
using System.Text;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Documents;

/// <summary>
/// <c>/</c> for a browser: what this server is, its issuer, and where its documents are. Public with them (<c>--publish-discovery</c>), without scripts, and
/// without anything that the documents do not have. Rendered once for each list of accepted issuers.
/// </summary>
/// <param name="documents">The documents.</param>
/// <param name="signetVersion">The version of the product.</param>
internal sealed class FrontPage(IssuerDocuments documents, string signetVersion)
{
    private const string Style = """
        :root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --soft: #59636e; --line: #d1d9e0; --link: #0550ae; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --back: #0d1117; --soft: #9198a1; --line: #3d444d; --link: #79c0ff; } }
        body { margin: 0; padding: 3rem 1.5rem; background: var(--back); color: var(--text); font: 1rem/1.6 system-ui, sans-serif; }
        main { max-width: 46rem; margin: 0 auto; }
        h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; }
        h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.5rem; margin: 0; padding: 1rem 0; border-block: 1px solid var(--line); }
        dt { color: var(--soft); }
        dd { margin: 0; overflow-wrap: anywhere; }
        code, pre { font: .9rem/1.5 ui-monospace, monospace; }
        pre { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .4rem; overflow-wrap: anywhere; white-space: pre-wrap; }
        a { color: var(--link); }
        footer { margin-top: 2rem; color: var(--soft); font-size: .9rem; }
        @media (max-width: 32rem) { dl { grid-template-columns: 1fr; gap: 0; } dd + dt { margin-top: .6rem; } }
        """;

    /// <summary>Nothing is loaded, and nothing but the style sheet of the page applies (Content Security Policy Level 3).</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; img-src data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Rendered? _rendered;

    /// <summary>The page; null when the request is not for it, or when the documents are not public.</summary>
    public Answer? Answer(ApiRequest request) => documents.IsForPage(request.Identified.Received) ? Current : null;

    private Answer Current
    {
        get
        {
            var (accepted, rendered) = (documents.Issuers, Volatile.Read(ref _rendered));
            if (rendered is null || !ReferenceEquals(rendered.Issuers, accepted))
            {
                rendered = new Rendered(accepted, Render(accepted));
                Volatile.Write(ref _rendered, rendered);
            }

            return rendered.Page;
        }
    }

    private Answer.Document Render(IReadOnlyList<string> accepted)
    {
        var html = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Signet: service account tokens</title>
            <link rel="icon" href="data:,">
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>Signet</h1>
            <p>This server issues and verifies Kubernetes service account tokens. It answers the API of Kubernetes {VersionEndpoint.Served[..5]}: <code>kubectl</code> and
            every Kubernetes client work with it.</p>
            <dl>
            <dt>Issuer</dt><dd><code>{Encode(accepted[0])}</code></dd>
            {string.Concat(accepted.Skip(1).Select(issuer => $"<dt>Also accepted</dt><dd><code>{Encode(issuer)}</code></dd>\n"))}<dt>Discovery</dt><dd><a href="{IssuerDocuments.ConfigurationPath}">{IssuerDocuments.ConfigurationPath}</a></dd>
            <dt>Keys (JWKS)</dt><dd><a href="{IssuerDocuments.KeySetPath}">{IssuerDocuments.KeySetPath}</a></dd>
            <dt>Version</dt><dd>{Encode(signetVersion)}</dd>
            </dl>
            <h2>Get a token</h2>
            <p>With the kubeconfig that the administrator of this server has given you:</p>
            <pre tabindex="0">kubectl create token ACCOUNT --audience=AUDIENCE</pre>
            <h2>Verify a token</h2>
            <p>Any OpenID Connect library verifies tokens with the issuer and the documents above. A
            <a href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/">TokenReview</a> also says whether a token was
            revoked because its pod, secret, node or account was deleted.</p>
            <h2>Documentation</h2>
            <p>The API is that of Kubernetes:
            <a href="https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/">TokenRequest</a>,
            <a href="https://kubernetes.io/docs/concepts/security/service-accounts/">service accounts</a>. Settings, operation and troubleshooting are in the folder
            <code>docs</code> of Signet's source; <code>signet --help</code> lists the commands.</p>
            <footer>Other requests need credentials. Nothing on this page is secret.</footer>
            </main>
            </body>
            </html>

            """;
        return new Answer.Document(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html)) { SecurityPolicy = Policy, Vary = "Accept" };
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private sealed record Rendered(IReadOnlyList<string> Issuers, Answer Page);
}
