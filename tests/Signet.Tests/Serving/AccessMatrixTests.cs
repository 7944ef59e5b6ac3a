using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Every verb of every served resource, requested over HTTPS by each caller of <see cref="AccessMatrix"/>.</summary>
public sealed class AccessMatrixTests : IAsyncLifetime
{
    private const string Namespace = "rights";
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private readonly TemporaryFolder _folder = new();
    private SignetInProcess _server = null!;
    private ApiClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        var tokens = _folder.File("tokens.csv");
        await File.WriteAllLinesAsync(tokens,
            [.. AccessMatrix.Callers.Where(caller => caller is not ("node" or "anonymous")).Select(caller => $"{caller}-token,{caller},{caller}"), "node-token,system:node:n,n,system:nodes"]);
        _server = await SignetInProcess.ServeAsync(_folder.File("data"), "--token-auth-file", tokens, "--signing-algorithm", "ES256", "--log-level", "warning");
        _admin = new ApiClient(_server.CreateClient(asAdministrator: true));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task EveryVerb_OfEveryResource_IsAllowedExactlyToTheCallersOfTheMatrix()
    {
        await PrepareAsync();
        using var callers = _server.CreateClient();
        var served = await ReadServedAsync();
        Assert.Empty(AccessMatrix.Expected.Keys.Except(served.Select(row => (row.Group, row.Resource, row.Verb))));
        Assert.All(served, row => Assert.True(AccessMatrix.Expected.ContainsKey((row.Group, row.Resource, row.Verb)),
            $"{row.Resource} of the group '{row.Group}', verb {row.Verb}: who may? It needs a row in AccessMatrix."));
        var wrong = new List<string>();

        // One verb at a time, and objects separately from their subresources: a right to one gives none to the others.
        foreach (var rows in served.GroupBy(row => (row.Verb, row.IsPart)))
        {
            await GiveAsync(rows);
            var answers = await Task.WhenAll(rows.Select(row => Task.WhenAll(AccessMatrix.Callers.Select(caller => IsAllowedAsync(callers, row, caller)))));
            foreach (var (row, allowed) in rows.Zip(answers))
            {
                var expected = AccessMatrix.Expected[(row.Group, row.Resource, row.Verb)];
                wrong.AddRange(AccessMatrix.Callers.Where((_, i) => allowed[i] != expected[i]).Select(caller => $"{row.Group} {row.Resource} {row.Verb}: {caller}"));
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>Three bindings, whose roles have no rules yet.</summary>
    private async Task PrepareAsync()
    {
        await _admin.CreateAsync("/api/v1/namespaces", $$"""{"metadata":{"name":"{{Namespace}}"} }""");
        await _admin.CreateAsync($"{Rbac}/namespaces/{Namespace}/rolebindings", Binding("role", "Role"));
        await _admin.CreateAsync($"{Rbac}/clusterrolebindings", Binding("clusterrole", "ClusterRole"));
        await _admin.CreateAsync($"{Rbac}/clusterrolebindings", Binding("names", "ClusterRole"));
    }

    private static string Binding(string caller, string kind) => $$"""
        {"metadata":{"name":"{{caller}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{kind}}","name":"matrix-{{caller}}"},
         "subjects":[{"kind":"User","name":"{{caller}}"}]}
        """;

    /// <summary>The resources in discovery, with a row for each verb.</summary>
    private async Task<IReadOnlyList<Row>> ReadServedAsync()
    {
        var groups = (await _admin.GetAsync("/apis")).Json["groups"]!.AsArray().Select(group => (string)group!["preferredVersion"]!["groupVersion"]!);
        var rows = new List<Row>();
        foreach (var version in (string[])["v1", .. groups])
        {
            var (root, group) = version == "v1" ? ("/api/v1", "") : ($"/apis/{version}", version[..version.IndexOf('/', StringComparison.Ordinal)]);
            foreach (var resource in (await _admin.GetAsync(root)).Json["resources"]!.AsArray())
            {
                rows.AddRange(resource!["verbs"]!.AsArray().Select(verb => new Row(root, group, (string)resource["name"]!, (bool)resource["namespaced"]!, (string)verb!)));
            }
        }

        return rows;
    }

    /// <summary>Sets the rules of the roles to the rows.</summary>
    private Task GiveAsync(IEnumerable<Row> rows)
    {
        var rules = string.Join(',', rows.Select(row => RuleOf(row, "")));
        var named = string.Join(',', rows.Select(row => RuleOf(row, $$""","resourceNames":["{{row.Name}}"]""")));
        return Task.WhenAll(
            WriteRoleAsync($"{Rbac}/namespaces/{Namespace}/roles/", "matrix-role", rules),
            WriteRoleAsync($"{Rbac}/clusterroles/", "matrix-clusterrole", rules),
            WriteRoleAsync($"{Rbac}/clusterroles/", "matrix-names", named));
    }

    private static string RuleOf(Row row, string more) =>
        $$"""{"verbs":["{{row.Verb}}"],"apiGroups":["{{row.Group}}"],"resources":["{{row.Resource}}"]{{more}} }""";

    private async Task WriteRoleAsync(string path, string name, string rules)
    {
        var answer = await _admin.PutAsync(path + name, $$"""{"metadata":{"name":"{{name}}"},"rules":[{{rules}}]}""");
        Assert.True(answer.Code is HttpStatusCode.OK or HttpStatusCode.Created, answer.Body);
    }

    /// <summary>Sends a request that changes nothing: writes are dry runs with an invalid body.</summary>
    private static async Task<bool> IsAllowedAsync(HttpClient http, Row row, string caller)
    {
        using var request = new HttpRequestMessage(row.Method, row.Path) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        if (caller != "anonymous")
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller + "-token");
        }

        // A deletion with a body takes its options from the body.
        if (row.Method != HttpMethod.Get && row.Method != HttpMethod.Delete)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, row.Verb == "patch" ? "application/merge-patch+json" : "application/json");
        }

        // A watch does not end, but its headers come at once.
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode != HttpStatusCode.Forbidden)
        {
            return true;
        }

        // Admission refuses with the same code.
        var why = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]!;
        return !why.Contains($" cannot {row.Verb} resource \"{row.Resource}\" in API group \"{row.Group}\"", StringComparison.Ordinal);
    }

    private sealed record Row(string Root, string Group, string Resource, bool IsNamespaced, string Verb)
    {
        /// <summary>Whether it is a subresource.</summary>
        public bool IsPart => Plural != Resource;

        private string Plural => Resource.Split('/')[0];

        /// <summary>The node's own Node, the namespace itself, else an object that does not exist.</summary>
        public string Name => Plural switch
        {
            "nodes" => "n",
            "namespaces" => Namespace,
            _ => "x",
        };

        public HttpMethod Method => Verb switch
        {
            "create" => HttpMethod.Post,
            "update" => HttpMethod.Put,
            "patch" => HttpMethod.Patch,
            "delete" or "deletecollection" => HttpMethod.Delete,
            _ => HttpMethod.Get,
        };

        public string Path
        {
            get
            {
                var collection = $"{Root}/{(IsNamespaced ? $"namespaces/{Namespace}/" : "")}{Plural}";
                var isCollection = !IsPart && Verb is "create" or "list" or "watch" or "deletecollection";
                var path = isCollection ? collection : $"{collection}/{Name}{Resource[Plural.Length..]}";
                return path + (Verb == "watch" ? "?watch=1" : Method == HttpMethod.Get ? "" : "?dryRun=All");
            }
        }
    }
}
