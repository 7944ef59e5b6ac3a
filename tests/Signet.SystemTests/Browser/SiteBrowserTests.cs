using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.SystemTests.NodeClient;
using Signet.Testing;

namespace Signet.SystemTests.Browser;

/// <summary>
/// Chromium shows the documentation site, light and dark: nothing of another host, no console message, WCAG 2.1 AA by axe-core, a search that finds.
/// </summary>
public sealed class SiteBrowserTests
{
    /// <summary>Completes when an element is there; the page is made by a script.</summary>
    private const string Until = "new Promise(done => { const look = () => document.querySelector('SELECTOR') ? done(true) : setTimeout(look, 50); look(); })";

    private static readonly string Site = Path.Combine(TestMachine.Root, "artifacts", "site");

    [Fact]
    public async Task Pages_LightAndDark_AreAccessibleAndComplete()
    {
        if (!File.Exists(Path.Combine(Site, "index.html")))
        {
            TestMachine.Missing("artifacts/site has no site: run eng/site.sh");
        }

        using var project = await NodeProject.InstallAsync("Browser");
        var axe = await File.ReadAllTextAsync(project.File("node_modules/axe-core/axe.min.js"));
        await using var server = await HttpsServer.StartAsync(AnswerAsync);
        await using var chromium = await Chromium.StartAsync(X509Certificate2.CreateFromPem(server.AuthorityPem));
        foreach (var scheme in (string[])["light", "dark"])
        {
            foreach (var page in (string[])["docs/index.html", "docs/reference/settings.html", "docs/reference/log-events.html", "api/Signet.Client.TokenRequestSource.html"])
            {
                await chromium.OpenAsync(new Uri(server.Address, "/" + page), scheme);
                await chromium.RunAsync(Until.Replace("SELECTOR", "#toc a", StringComparison.Ordinal));

                Assert.Equal(scheme, (string?)await chromium.RunAsync("document.documentElement.dataset.bsTheme"));
                Assert.True((bool)(await chromium.RunAsync("performance.getEntriesByType('resource').every(one => one.name.startsWith(location.origin) || one.name.startsWith('data:'))"))!);
                await chromium.RunAsync(axe);
                var faults = (JsonArray)(await chromium.RunAsync(
                    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })" +
                    ".then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' ')))"))!;
                Assert.Empty(faults.Select(fault => $"{page}, {scheme}: {(string?)fault}"));
            }
        }

        await chromium.RunAsync(Until.Replace("SELECTOR", "#search-query:not([disabled])", StringComparison.Ordinal));
        await chromium.RunAsync("{ const box = document.querySelector('#search-query'); box.value = 'audiences'; box.dispatchEvent(new Event('input')); }");
        await chromium.RunAsync(Until.Replace("SELECTOR", "#search-results .sr-item a", StringComparison.Ordinal));
        Assert.Empty(chromium.Errors);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var path = Path.GetFullPath(Path.Combine(Site, context.Request.Path.Value!.TrimStart('/')));
        if (!path.StartsWith(Site + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = Path.GetExtension(path) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript",
            ".css" => "text/css",
            ".svg" => "image/svg+xml",
            ".json" => "application/json",
            _ => "application/octet-stream",
        };
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }
}
