using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Signet.SystemTests.NodeClient;
using Signet.Testing;

namespace Signet.SystemTests.Browser;

/// <summary>Chromium shows <c>/</c>, light and dark: no console message, WCAG 2.2 AA by axe-core. <c>SIGNET_SCREENSHOTS</c> is a folder for pictures.</summary>
public sealed class FrontPageBrowserTests
{
    [Fact]
    public async Task Page_LightAndDark_IsAccessibleAndLogsNothing()
    {
        using var project = await NodeProject.InstallAsync("Browser");
        var axe = await File.ReadAllTextAsync(project.File("node_modules/axe-core/axe.min.js"));
        await using var server = await SignetProcess.ServeAsync(project.File("data"));
        await using var chromium = await Chromium.StartAsync(X509CertificateLoader.LoadCertificateFromFile(project.File("data/serving.crt")));
        foreach (var scheme in (string[])["light", "dark"])
        {
            await chromium.OpenAsync(new Uri(server.Address, "/"), scheme);

            Assert.Equal("Signet: service account tokens", (string?)await chromium.RunAsync("document.title"));
            Assert.Equal(server.Address.ToString().TrimEnd('/'), (string?)await chromium.RunAsync("document.querySelector('dd code').textContent"));
            Assert.Equal(0, (int)(await chromium.RunAsync("document.scripts.length"))!);
            if (Environment.GetEnvironmentVariable("SIGNET_SCREENSHOTS") is { Length: > 0 } folder)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, $"front-page-{scheme}.png"), await chromium.CaptureAsync());
            }

            await chromium.RunAsync(axe);
            var faults = (JsonArray)(await chromium.RunAsync(
                "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })" +
                ".then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' ')))"))!;
            Assert.Empty(faults.Select(fault => (string?)fault));
            Assert.NotEqual(0, (int)(await chromium.RunAsync("axe.run({ runOnly: ['color-contrast'] }).then(found => found.passes.length)"))!);
        }

        Assert.Empty(chromium.Errors);
    }
}
