using System.Globalization;
using System.Reflection;
using System.Text;
using Signet.Server.Http.Requests;

namespace Signet.Tests.House.Reference;

/// <summary><c>docs/reference/audit.md</c>: the annotations of audit events.</summary>
public sealed class AuditPageTests : GeneratedPageTests
{
    private const string Introduction = """
        # Audit annotations

        Every annotation that Signet writes into audit events, sorted by key. This page is generated from the product; do not edit it by hand. How to record events, and which
        requests are recorded: [keep an audit log](../how-to/audit.md).

        The events themselves have the form of kube-apiserver (`audit.k8s.io/v1` Event). Values are strings. No annotation has a token or a key.

        | annotation | on the event of | value |
        |---|---|---|

        """;

    private static readonly IReadOnlyList<AuditKey> Keys =
        [.. typeof(AuditKey).GetProperties(BindingFlags.Static | BindingFlags.Public).Select(property => property.GetValue(null)).OfType<AuditKey>()
            .OrderBy(key => key.Name, StringComparer.Ordinal)];

    [Fact]
    public void Keys_Names_AreUniqueAndPrefixed()
    {
        Assert.Equal(Keys.Count, Keys.DistinctBy(key => key.Name).Count());
        Assert.All(Keys, key => Assert.Matches("^[a-z0-9.-]+/[a-z0-9-]+$", key.Name));
    }

    [Fact]
    public void Keys_Meanings_AreSentences() => Assert.All(Keys, key => Assert.EndsWith(".", key.Meaning, StringComparison.Ordinal));

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync()
    {
        var page = new StringBuilder(Introduction);
        foreach (var key in Keys)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {MarkdownCell.Of(key.On)} | {MarkdownCell.Of(key.Meaning)} |\n");
        }

        return new([("audit.md", page.ToString())]);
    }
}
