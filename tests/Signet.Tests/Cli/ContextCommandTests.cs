using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Testing;

namespace Signet.Tests.Cli;

/// <summary><c>signet context</c>, and the merging of kubeconfigs.</summary>
public sealed class ContextCommandTests : IDisposable
{
    private const string First = """
        contexts:
        - {name: one, context: {cluster: c, user: u}}
        - {name: both, context: {cluster: c, user: u}}
        clusters: [{name: c, cluster: {server: "https://first.example.test"}}]
        users: [{name: u, user: {token: t1}}]
        """;

    private const string Second = """
        current-context: both
        contexts:
        - {name: both, context: {cluster: d, user: v, namespace: team}}
        - {name: two, context: {cluster: d, user: v, namespace: team}}
        clusters:
        - {name: c, cluster: {server: "https://second.example.test", tls-server-name: w}}
        - {name: d, cluster: {server: "https://d.example.test", certificate-authority: sub/ca.crt}}
        users: [{name: u, user: {tokenFile: t2}}, {name: v, user: {tokenFile: t3}}]
        """;

    private const string Third = "current-context: one\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Context_Table_MarksTheCurrentOneAndNamesTheFiles()
    {
        var path = Write("a", First + "\ncurrent-context: one\n");

        var run = (await RunAsync("--kubeconfig", path)).Expect(0);

        Assert.Equal(
            $"""
            Kubeconfig: {path}
            CURRENT  NAME  SERVER                      USER  NAMESPACE
            *        one   https://first.example.test  u     default
                     both  https://first.example.test  u     default

            """,
            run.Output);
        Assert.Equal("", run.Errors);
    }

    [Fact]
    public async Task Context_ChosenContext_IsMarked()
    {
        var path = Write("a", First + "\ncurrent-context: one\n");

        Assert.Contains("*        both", (await RunAsync("--kubeconfig", path, "--context", "both")).Expect(0).Output, StringComparison.Ordinal);
        (await RunAsync("--kubeconfig", path, "--context", "none")).ExpectFault(78, $"there is no context \"none\" in {path}; known are one, both");
    }

    [Fact]
    public async Task Context_Json_IsPinned()
    {
        var path = Write("a", "contexts: [{name: x, context: {cluster: c, user: u, namespace: team}}]\n");

        Assert.Equal(
            $$"""
            {
              "files": [
                "{{path}}"
              ],
              "contexts": [
                {
                  "name": "x",
                  "current": false,
                  "cluster": "c",
                  "server": "",
                  "user": "u",
                  "namespace": "team"
                }
              ]
            }

            """,
            (await RunAsync("--kubeconfig", path, "-o", "json")).Expect(0).Output);
    }

    [Theory]
    [InlineData("a: [", "--kubeconfig: ")]
    [InlineData("contexts: {}", "contexts: has to be a list")]
    [InlineData("contexts: [{name: x}]", "contexts: the context \"x\" is empty")]
    public async Task Context_FileThatCannotBeUsed_NamesTheFault(string content, string fault) =>
        (await RunAsync("--kubeconfig", Write("a", content))).ExpectFault(78, fault);

    /// <summary>Each order of the files is merged by kubectl, too, and has to give the same contexts, clusters and users.</summary>
    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("b", "a", "c")]
    [InlineData("c", "b", "a")]
    [InlineData("none", "c", "b")]
    [InlineData("empty", "b", "b")]
    public async Task Context_SeveralFiles_AreMergedAsKubectlDoes(params string[] names)
    {
        var kubectl = TestMachine.Require("kubectl");
        Write("a", First);
        Write("b", Second);
        Write("c", Third);
        Write("empty", "");
        var list = string.Join(Path.PathSeparator, names.Select(_folder.File));
        var (code, output, errors) = await ProgramRun.ToEndAsync(
            kubectl, ["config", "view", "--raw", "-o", "json"], new Dictionary<string, string?> { ["KUBECONFIG"] = list, ["HOME"] = _folder.Path });
        Assert.True(code == 0, errors);
        var view = JsonNode.Parse(output)!;

        var run = (await CliRun.WholeAsync(Environment(list), TimeProvider.System, "context", "-o", "json")).Expect(0);

        var servers = Named(view, "clusters").ToDictionary(pair => pair.Key, pair => (string?)pair.Value["cluster"]!["server"] ?? "");
        var expected = Named(view, "contexts").Select(pair => (
            pair.Key,
            Server: servers.GetValueOrDefault((string)pair.Value["context"]!["cluster"]!, ""),
            User: (string)pair.Value["context"]!["user"]!,
            Namespace: (string?)pair.Value["context"]!["namespace"] ?? "default",
            IsCurrent: (string?)view["current-context"] == pair.Key));
        var listed = JsonNode.Parse(run.Output)!["contexts"]!.AsArray().Select(context => (
            Key: (string)context!["name"]!,
            Server: (string)context["server"]!,
            User: (string)context["user"]!,
            Namespace: (string)context["namespace"]!,
            IsCurrent: (bool)context["current"]!));
        Assert.Equal(expected.Order(), listed.Order());
        Assert.Equal(
            Named(view, "users").Where(pair => expected.Any(context => context.User == pair.Key)).Select(pair => $"{pair.Key} {pair.Value["user"]!["token"]} {Path.GetFileName((string?)pair.Value["user"]!["tokenFile"])}").Order(),
            Users(list).Order());
    }

    /// <summary>The users as the targets of contexts have them.</summary>
    private static IEnumerable<string> Users(string list)
    {
        var merged = new Signet.Server.Outbound.Kubeconfig();
        foreach (var path in list.Split(Path.PathSeparator).Where(File.Exists))
        {
            merged.Add(path, File.ReadAllBytes(path));
        }

        return merged.Contexts.Select(context => merged.Context(context.Name)).Select(context => (Name: context.String("user"), merged.UserOf(context)!.Value.User))
            .Select(user => $"{user.Name} {user.User.String("token")} {user.User.String("tokenFile")}").Distinct();
    }

    private static Dictionary<string, JsonNode> Named(JsonNode view, string list) =>
        (view[list] as JsonArray ?? []).ToDictionary(item => (string)item!["name"]!, item => item!);

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.WholeAsync(Environment(""), TimeProvider.System, ["context", .. arguments]);

    private ApiEnvironment Environment(string list) => new()
    {
        Folder = _folder.Path,
        Variable = name => name == "KUBECONFIG" ? list : _folder.Path,
        ServiceAccountFolder = _folder.File("pod"),
    };

    private string Write(string name, string content)
    {
        File.WriteAllText(_folder.File(name), content);
        return _folder.File(name);
    }
}
