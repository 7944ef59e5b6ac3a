using Signet.Testing;

namespace Signet.SystemTests.Browser;

/// <summary><c>eng/site/links.py</c>, which checks the links of the documentation site.</summary>
public sealed class SiteLinksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("a.html", "")]
    [InlineData("#here", "")]
    [InlineData("a.html#there", "")]
    [InlineData("a.html#missing", "no such anchor")]
    [InlineData("#missing", "no such anchor")]
    [InlineData("missing.html", "no such file")]
    [InlineData("../outside.html", "no such file")]
    [InlineData("https://example.com/x#y", "")]
    [InlineData("https:///x", "not the address of a page")]
    [InlineData("htps://example.com/", "not the address of a page")]
    public async Task Links_OfAPage_AreChecked(string link, string fault)
    {
        var site = _folder.File("site");
        Directory.CreateDirectory(site);
        await File.WriteAllTextAsync(_folder.File("outside.html"), "<p></p>");
        await File.WriteAllTextAsync(Path.Combine(site, "a.html"), """<h1 id="there">A</h1>""");
        await File.WriteAllTextAsync(Path.Combine(site, "b.html"), $"""<h1 id="here">B</h1><a href="{link}">x</a>""");

        var run = await CommandRun.StartAsync(TestMachine.Require("python3"), _folder.Path, [], Path.Combine(TestMachine.Root, "eng", "site", "links.py"), site);

        Assert.Equal(fault.Length == 0 ? 0 : 1, run.ExitCode);
        Assert.Equal(fault.Length == 0 ? "" : $"b.html:1: {link}: {fault}\n", run.Errors);
    }

    public void Dispose() => _folder.Dispose();
}
