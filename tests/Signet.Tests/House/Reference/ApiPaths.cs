using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
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
        ("/apis", "Discovery: groups, their versions, and the resources of each version."),
        ("/api", "Discovery of the core group."),
        ("/healthz", "Health: all checks, as `/readyz`; a path below it is one check."),
        ("/livez", "Health: the checks whose failure means that a restart helps. A path below it is one check."),
        ("/readyz", "Health: whether requests can be served. A path below it is one check."),
        ("/version", "The version of the API of Kubernetes, and of Signet."),
    ];

    /// <summary>The section of the page.</summary>
    public static async Task<string> RenderAsync()
    {
        var page = new StringBuilder("""

            ## Paths that are no kinds
            All of them are for `GET`; `/` lists them, and is a page for browsers. Roles allow them by `nonResourceURLs`. Anonymous callers may read those of the issuer
            (`--publish-discovery`) and the health checks.

            | path | what |
            |---|---|

            """);
        var paths = await ReadAsync();
        foreach (var (prefix, meaning) in Meanings)
        {
            var found = paths.Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && Meanings.First(one => path.StartsWith(one.Prefix, StringComparison.Ordinal)).Prefix == prefix).ToList();
            Assert.True(found.Count > 0, $"no path begins with {prefix}");
            page.Append(CultureInfo.InvariantCulture, $"| {MarkdownCell.OfCodes(found)} | {meaning} |\n");
        }

        Assert.Empty(paths.Where(path => !Meanings.Any(one => path.StartsWith(one.Prefix, StringComparison.Ordinal))));
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
