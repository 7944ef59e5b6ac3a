using System.Globalization;
using System.Text;
using Signet.Testing;

namespace Signet.Tests.House.Reference;

/// <summary>The paths that are no kinds, as a running server lists them at <c>/</c>.</summary>
internal static class ApiPaths
{
    /// <summary>The meaning of the paths that begin with a text; the first one that fits.</summary>
    private static readonly (string Prefix, string Meaning)[] Meanings =
    [
        ("/.well-known/openid-configuration", "The OpenID Connect discovery document of the issuer: `--service-account-issuer`, [federation](../how-to/federation.md)."),
        ("/openid/v1/jwks", "The keys that verify tokens (JWKS)."),
        ("/openapi/", "The OpenAPI documents; `/openapi/v3` lists one for each group and version."),
        ("/apis", "Discovery: the groups, their versions, and the resources of each version."),
        ("/api", "Discovery of the core group."),
        ("/livez", "Health: the checks whose failure means that a restart helps."),
        ("/readyz", "Health: whether requests can be served."),
        ("/healthz", "Health: the checks of `/readyz`."),
        ("/version", "The version of the API of Kubernetes, and of Signet."),
        ("/metrics", "The [metrics](metrics.md) of this replica."),
    ];

    /// <summary>The section of the page.</summary>
    public static async Task<string> RenderAsync()
    {
        var page = new StringBuilder("""

            ## Paths that are no kinds
            All of them are for `GET`; `/` lists them, and is a page for browsers. Roles allow them by `nonResourceURLs`. Callers without credentials may read `/version`, `/livez`,
            `/readyz` and `/healthz`, and with `--publish-discovery` the documents of the issuer.

            | path | below it | what |
            |---|---|---|

            """);
        var groups = (await ReadAsync()).ToLookup(path => Meanings.FirstOrDefault(one => path.StartsWith(one.Prefix, StringComparison.Ordinal)).Prefix ?? "");
        Assert.Empty(groups[""]);
        foreach (var (prefix, meaning) in Meanings)
        {
            Assert.NotEmpty(groups[prefix]);
            var root = prefix.TrimEnd('/');
            var below = groups[prefix].Select(path => path[root.Length..].Trim('/')).Where(path => path.Length > 0).Distinct();
            page.Append(CultureInfo.InvariantCulture, $"| `{root}` | {MarkdownCell.OfCodes(below)} | {meaning} |\n");
        }

        return page.ToString();
    }

    private static async Task<IReadOnlyList<string>> ReadAsync()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync();
        using var client = new ApiClient(server.CreateClient(asAdministrator: true));
        var answer = await client.GetAsync("/");
        return [.. answer.Json["paths"]!.AsArray().Select(path => (string)path!)];
    }
}
