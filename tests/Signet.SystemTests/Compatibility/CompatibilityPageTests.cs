using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.SystemTests.Compatibility;

/// <summary>
/// <c>docs/reference/compatibility.md</c>: the walk with each version of kubectl on this machine, and the libraries of the other tests. With
/// <c>SIGNET_WRITE_DOCS=1</c> the page is written; otherwise it is compared, except for versions that this machine does not have.
/// </summary>
public sealed partial class CompatibilityPageTests : IAsyncLifetime
{
    private const string NotRun = "not run: the machine of the tests does not have it";

    private static readonly string PagePath = Path.Combine(TestMachine.Root, "docs", "reference", "compatibility.md");

    /// <summary>The versions that the page names: the tested ones, and those up to the version of the served API that the machine of the tests lacks.</summary>
    private static readonly IReadOnlyList<string> Versions = [.. KubectlRunner.Versions.Select(row => row.Data), "1.34", "1.35", "1.36"];

    /// <summary>A step that a version of kubectl cannot do with Kubernetes 1.36 either: the end of its error, and the reason.</summary>
    private static readonly (string Version, string Command, string Error, string Reason)[] Limits =
    [
        ("1.27", "kubectl auth whoami", "the selfsubjectreviews API is not enabled in the cluster", "it uses SelfSubjectReview `v1beta1`, which Kubernetes 1.36 no longer has"),
    ];

    private readonly TemporaryFolder _folder = new();
    private SignetProcess _server = null!;
    private ApiClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SignetProcess.ServeAsync(_folder.File("data"), "--log-level", "warning");
        _admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await _admin.UntilDefaultAccountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Page_Rows_AreResultsOfTheseTests()
    {
        TestMachine.Require("kubectl");
        var rows = new List<(string Version, string Build, string Result)>();
        foreach (var version in Versions)
        {
            rows.Add(KubectlRunner.Find(version, _server, _folder.Path) is { } kubectl
                ? (version, await BuildOfAsync(kubectl), await WalkAsync(version, kubectl))
                : (version, "", NotRun));
        }

        Assert.False(TestMachine.RequiresAll && KubectlRunner.Versions.Any(row => rows.Any(one => one.Version == row.Data && one.Result == NotRun)),
            "SIGNET_REQUIRE_ALL=1, but a version of kubectl is not beside kubectl");
        if (Environment.GetEnvironmentVariable("SIGNET_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(PagePath, Render(rows));
        }

        // Of a version that this machine does not have, the page may have the result of another machine; builds may differ.
        var page = await File.ReadAllTextAsync(PagePath);
        var written = Row().Matches(page).ToDictionary(row => row.Groups["version"].Value, row => (row.Groups["build"].Value, row.Groups["result"].Value));
        var expected = rows.Select(row => row.Result == NotRun || written.GetValueOrDefault(row.Version).Item2 == row.Result
            ? (row.Version, written.GetValueOrDefault(row.Version).Item1, written.GetValueOrDefault(row.Version).Item2)
            : row);
        Assert.True(page == Render([.. expected]), "docs/reference/compatibility.md differs from the results: CONTRIBUTING.md, Documentation, has the command that writes it");
    }

    /// <summary>Runs all steps; returns the cell of the page. Each step must work, except for the known limits.</summary>
    private async Task<string> WalkAsync(string version, KubectlRunner kubectl)
    {
        var walk = new KubectlWalk(kubectl, _admin, $"walk-{version.Replace('.', '-')}", _folder).Steps;
        var reasons = new List<string>();
        foreach (var step in walk)
        {
            if (Limits.FirstOrDefault(limit => limit.Version == version && limit.Command == step.Command) is { Reason: { } reason, Error: { } error })
            {
                var (code, _, errors) = await kubectl.TryAsync(step.Command.Split(' ')[1..]);
                Assert.NotEqual(0, code);
                Assert.Contains(error, errors, StringComparison.Ordinal);
                reasons.Add($"`{step.Command}`: {reason}");
            }
            else
            {
                await step.RunAsync();
            }
        }

        return reasons.Count == 0 ? $"all {walk.Count} steps" : $"all {walk.Count} steps except {string.Join("; ", reasons)}";
    }

    private static async Task<string> BuildOfAsync(KubectlRunner kubectl) =>
        ((string)JsonNode.Parse(await kubectl.RunAsync("version", "--client", "-o", "json"))!["clientVersion"]!["gitVersion"]!).TrimStart('v');

    private string Render(IReadOnlyList<(string Version, string Build, string Result)> rows)
    {
        var page = new StringBuilder("""
            # Compatibility

            The clients and libraries that the tests use with a real server, with their exact versions. This page is generated by the tests; do not edit it by hand. A row of kubectl is
            written only after its steps have passed. A row of a library names the tests that use it; a change of Signet is merged only when all of them pass. The answers of the API are those of Kubernetes 1.36; where they differ is in
            [what is served](kubernetes.md#differences-from-kube-apiserver).

            ## kubectl
            Each version does the same steps with one server:

            | step | what it shows |
            |---|---|

            """);
        foreach (var step in new KubectlWalk(null!, null!, "NS", _folder).Steps)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{step.Command}` | {step.Shows} |\n");
        }

        page.Append("\n| kubectl | build | result |\n|---|---|---|\n");
        foreach (var (version, build, result) in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {version} | {build} | {result} |\n");
        }

        page.Append("\nkubectl is the only program on client-go in these tests; controllers of other projects have not been run.\n");
        AppendLibraries(page, "## Clients of the Kubernetes API", TestedLibrary.Clients);
        AppendLibraries(page, "## Libraries that verify tokens", TestedLibrary.Verifiers);
        return page.Append("""

            ## Clouds, Vault, proxies
            The commands and configurations of [federation](../how-to/federation.md) run in the tests, too. AWS, Google Cloud, Azure and Vault are stand-ins there that make the documented checks
            of the product: no real cloud and no real Vault has been used. The proxy is a real nginx (Debian 12).

            """).ToString();
    }

    private static void AppendLibraries(StringBuilder page, string heading, IReadOnlyList<TestedLibrary> libraries)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading}\n\n| package | version | what the tests do | tests |\n|---|---|---|---|\n");
        foreach (var library in libraries)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{library.Package}` | {library.Version} | {library.What} | `{library.Tests.Name}` |\n");
        }
    }

    [GeneratedRegex(@"^\| (?<version>1\.\d+) \| (?<build>[^|]*) \| (?<result>[^|]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Row();
}
