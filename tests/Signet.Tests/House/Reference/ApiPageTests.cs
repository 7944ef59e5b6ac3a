using System.Globalization;
using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Server.Endpoints.Collections;
using Signet.Server.Endpoints.Objects;
using Signet.Testing;

namespace Signet.Tests.House.Reference;

/// <summary><c>docs/reference/api.md</c>: what is served; <c>docs/reference/api/</c>: a page with the kinds and fields of each group and version.</summary>
public sealed class ApiPageTests : GeneratedPageTests, IDisposable
{
    private const string Introduction = """
        # API

        Every kind that the server serves, with its verbs, and every path that is not a kind. This page and the pages of the groups are generated from the server's own tables and
        OpenAPI documents; do not edit them by hand. `kubectl explain` shows the same texts. Types that several groups use: [types of all groups](api/meta-v1.md).
        Limits, and what differs from kube-apiserver: [what is served](kubernetes.md).


        """;

    private readonly ApiTypes _types = new();

    /// <summary>The kinds of Signet and all of their fields are described.</summary>
    [Fact]
    public void Fields_OfSignetsOwnKinds_AreDescribed()
    {
        var types = _types.Close(ApiKind.All.Where(kind => kind.Kind.Group == SignetKinds.SigningKeys.Kind.Group).Select(kind => ApiTypes.NameOf(kind.Kind)))
            .Where(type => ApiTypes.PageOf(type) != ApiTypes.SharedPage)
            .ToList();

        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            Assert.NotEqual("", _types.DescriptionOf(type));
            var table = new StringBuilder();
            _types.AppendFields(table, type, "");
            Assert.DoesNotContain("|  |", table.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Folder_Pages_AreThoseOfServedGroups() => Assert.Equal(
        (await RenderAsync()).Select(page => page.Name).Where(name => name.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Path.Combine(TestMachine.Root, "docs", "reference", "api")).Select(path => "api/" + Path.GetFileName(path)).Order(StringComparer.Ordinal));

    public void Dispose() => _types.Dispose();

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync()
    {
        var versions = ApiKind.All.Select(kind => kind.Version).Distinct().ToList();
        var types = _types.Close([.. ApiKind.All.Select(kind => ApiTypes.NameOf(kind.Kind)), .. ApiTypes.OfAnswers]);
        return
        [
            ("api.md", await RenderIndexAsync(versions)),
            .. versions.Select(version => ($"api/{ApiTypes.PageOf(version)}", RenderVersion(version, types))),
            ($"api/{ApiTypes.SharedPage}", RenderShared(types)),
        ];
    }

    private static async Task<string> RenderIndexAsync(IReadOnlyList<GroupVersion> versions)
    {
        var page = new StringBuilder(Introduction);
        foreach (var version in versions)
        {
            page.Append(CultureInfo.InvariantCulture, $"## {version}\n[Fields](api/{ApiTypes.PageOf(version)}).\n\n| resource | kind | short names | scope | verbs |\n|---|---|---|---|---|\n");
            foreach (var kind in ApiKind.All.Where(kind => kind.Version == version))
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{kind.Name}` | {LinkToKind(kind.Kind)} | {MarkdownCell.OfCodes(kind.ShortNames)} | ")
                    .Append(CultureInfo.InvariantCulture, $"{(kind.IsNamespaced ? "namespace" : "cluster")} | {string.Join(", ", kind.Verbs)} |\n");
            }

            page.Append('\n');
        }

        page.Append("""
            ## Subresources of kubelets
            kube-apiserver forwards these to a kubelet, or changes running containers by them. Signet has no kubelets: the answer is 404 when the object is missing, else 501.
            Discovery does not list them. `get` of `pods/ephemeralcontainers` and `pods/resize` answers the pod.

            | subresource | verbs |
            |---|---|

            """);
        foreach (var (resource, subresource, verbs) in KubeletEndpoint.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{resource}/{subresource}` | {string.Join(", ", verbs)} |\n");
        }

        page.Append("""

            ## Collections that are always empty
            Clients read these kinds, and Signet stores none. A list is empty, a GET by name answers 404, a create 405.

            | collection | kind | scope | in discovery | read by |
            |---|---|---|---|---|

            """);
        foreach (var empty in EmptyCollection.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{empty.GroupVersion.Path}/{empty.Plural}` | {empty.Kind} | ")
                .Append(CultureInfo.InvariantCulture, $"{(empty.IsNamespaced ? "namespace" : "cluster")} | {(empty.IsDiscoverable ? "yes" : "no")} | {empty.ReadBy} |\n");
        }

        return page.Append(await ApiPaths.RenderAsync()).ToString();
    }

    private static string LinkToKind(GroupVersionKind kind) => $"[{kind.Kind}](api/{ApiTypes.PageOf(ApiTypes.NameOf(kind))}#{kind.Kind.ToLowerInvariant()})";

    private string RenderVersion(GroupVersion version, IReadOnlySet<string> types)
    {
        var name = ApiTypes.PageOf(version);
        var page = new StringBuilder($"# {version}\n\nThe kinds and fields of the API group {(version.Group.Length == 0 ? "core" : $"`{version.Group}`")}, version ")
            .Append(CultureInfo.InvariantCulture, $"`{version.Version}`. This page is generated from the server's OpenAPI document; do not edit it by hand. Other groups: [API](../api.md).\n\n")
            .Append("A list of a kind `X` is an `XList` with [metadata](meta-v1.md#listmeta) and `items`.\n");
        var kinds = types.Where(type => ApiTypes.PageOf(type) == name && SchemaCatalog.Served[type].Kind is not null).ToList();
        foreach (var type in kinds)
        {
            AppendType(page, type, "##");
            AppendWays(page, SchemaCatalog.Served[type].Kind!.Value);
            _types.AppendFields(page, type, name);
        }

        var others = types.Where(type => ApiTypes.PageOf(type) == name).Except(kinds).ToList();
        if (others.Count > 0)
        {
            page.Append("\n## Types of the fields\n");
            AppendTypes(page, others, name, "###");
        }

        return page.ToString();
    }

    private string RenderShared(IReadOnlySet<string> types)
    {
        var page = new StringBuilder("""
            # Types of all groups

            The types that kinds of several groups use (`meta/v1`, quantities), and those of requests and answers (Status, DeleteOptions, WatchEvent). This page is
            generated from the server's OpenAPI document; do not edit it by hand. The kinds: [API](../api.md).

            """);
        var shared = types.Where(type => ApiTypes.PageOf(type) == ApiTypes.SharedPage).OrderBy(ApiTypes.ShortNameOf, StringComparer.Ordinal);
        AppendTypes(page, shared, ApiTypes.SharedPage, "##");
        return page.ToString();
    }

    private void AppendTypes(StringBuilder page, IEnumerable<string> types, string pageName, string heading)
    {
        foreach (var type in types)
        {
            AppendType(page, type, heading);
            _types.AppendFields(page, type, pageName);
        }
    }

    private void AppendType(StringBuilder page, string type, string heading)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading} {ApiTypes.ShortNameOf(type)}\n");
        if (_types.DescriptionOf(type) is { Length: > 0 } description)
        {
            page.Append(description.Replace("<", "&lt;", StringComparison.Ordinal)).Append('\n');
        }
    }

    private static void AppendWays(StringBuilder page, GroupVersionKind kind)
    {
        page.Append("\n| path | verbs |\n|---|---|\n");
        foreach (var way in ApiKind.All.Where(way => way.Kind == kind))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{way.Path}` | {string.Join(", ", way.Verbs)} |\n");
        }
    }
}
