using Signet.Testing;

namespace Signet.Tests.House.Reference;

/// <summary>
/// Pages of <c>docs/reference</c> that are generated from the product. They are compared with the product; with <c>SIGNET_WRITE_DOCS=1</c> they are written.
/// A new page is a new class.
/// </summary>
public abstract class GeneratedPageTests
{
    private static readonly string Folder = Path.Combine(TestMachine.Root, "docs", "reference");

    [Fact]
    public async Task Pages_Content_IsThatOfTheProduct()
    {
        var pages = await RenderAsync();
        if (Environment.GetEnvironmentVariable("SIGNET_WRITE_DOCS") == "1")
        {
            foreach (var (name, text) in pages)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
                await File.WriteAllTextAsync(PathOf(name), text, TestContext.Current.CancellationToken);
            }
        }

        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.True(
            File.Exists(PathOf(page.Name)) && File.ReadAllText(PathOf(page.Name)) == page.Text,
            $"docs/reference/{page.Name} differs from the product: CONTRIBUTING.md, Documentation, has the command that writes it"));
    }

    /// <summary>The pages, by their path in <c>docs/reference</c>.</summary>
    protected abstract ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync();

    private static string PathOf(string name) => Path.Combine(Folder, name);
}
