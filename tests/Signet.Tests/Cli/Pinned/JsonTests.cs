using Signet.Cli;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Dev;
using Signet.Server.Hosting;
using Signet.Testing;
using Signet.Tests.Cli.Api;
using Signet.Tests.Cli.Keys;
using Signet.Tests.Cli.Store;

namespace Signet.Tests.Cli.Pinned;

/// <summary>The whole documents of <c>-o json</c>, of each command that has the flag.</summary>
public sealed class JsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each command with <c>--output</c> has its document in this folder.</summary>
    [Fact]
    public void Documents_EachCommandWithTheFlag_ArePinned()
    {
        var expected = CommandEntry.AllOf(SignetCommandLine.Create(TimeProvider.System, new ApiEnvironment()))
            .Where(entry => entry.Flags.Any(flag => flag.Name == "--output") && entry.Name != "support-bundle") // there it names a file
            .Select(entry => $"{entry.Name.Replace(' ', '-')}.json");

        var pinned = Directory.GetFiles(Path.Combine(TestMachine.Root, "tests", "Signet.Tests", "Cli", "Pinned"), "*.json").Select(path => Path.GetFileName(path));
        Assert.Equal(expected.Order(StringComparer.Ordinal), pinned.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Json_CommandsOfAnApi_AreThoseOfTheFiles()
    {
        await using var stage = await CliStage.StartAsync("--token-auth-file", TokenFile.Write(_folder, "t,ann,7,\"dev,ops\""));
        stage.Write("ann", stage.KubeconfigOf("t"));
        await stage.IssueAsync("builder");
        var token = (await stage.RunAsync("token", "create", "builder", "--audience", "vault")).Expect(0).Output.Trim();
        (string, string)[] known = [(stage.File(""), "<FOLDER>")];

        async Task CheckAsync(string name, params string[] arguments) =>
            PinnedText.Check(name, PinnedText.Normalize((await stage.RunAsync([.. arguments, "-o", "json"])).Expect(0).Output, known));

        await CheckAsync("whoami.json", "whoami", "--kubeconfig", stage.File("ann"));
        await CheckAsync("status.json", "status");
        await CheckAsync("context.json", "context", "--kubeconfig", stage.File("ann"));
        await CheckAsync("token-create.json", "token", "create", "builder", "--audience", "vault", "--duration", "20m");
        await CheckAsync("token-review.json", "token", "review", token, "--audience", "vault");
        await CheckAsync("token-inspect.json", "token", "inspect", token);
    }

    [Fact]
    public async Task Json_Check_IsThatOfTheFile()
    {
        var run = await CliRun.WholeAsync(
            new ApiEnvironment(),
            TimeProvider.System,
            ["check", "--data-dir", _folder.File("data"), "--token-auth-file", _folder.File("missing.csv"), "--secure-port", "0", "-o", "json"]);

        PinnedText.Check("check.json", PinnedText.Normalize(run.Expect(4).Output, (_folder.File(""), "<FOLDER>")));
    }

    [Fact]
    public async Task Json_ReportOfDev_IsThatOfTheFile()
    {
        await using var server = await new SignetServerBuilder().StartAsync(TestContext.Current.CancellationToken);
        using var files = DevFiles.Create(server);

        var report = DevReport.Render(server, files, "dev", OutputFormat.Json);

        PinnedText.Check("dev.json", PinnedText.Normalize(report, (Path.GetDirectoryName(files.Kubeconfig)!, "<FOLDER>")));
    }

    [Fact]
    public async Task Json_CommandsOfKeys_AreThoseOfTheFiles()
    {
        await using var stage = await KeysStage.StartAsync(KeysWay.Store);

        async Task CheckAsync(string name, params string[] arguments) =>
            PinnedText.Check(name, PinnedText.Normalize((await stage.RunAsync([.. arguments, "-o", "json"])).Expect(0).Output, (stage.DataDirectory, "<DATA>")));

        await CheckAsync("keys-list.json", "list");
        await CheckAsync("keys-plan.json", "plan");
        await CheckAsync("keys-prepare.json", "prepare");
        await CheckAsync("keys-rotate.json", "rotate");
        var keys = await stage.KeysAsync();
        Assert.Equal(2, keys.Count);
        var (first, second) = (keys[0].KeyId, keys[1].KeyId);
        await CheckAsync("keys-activate.json", "activate", second, "--yes");
        await CheckAsync("keys-retire.json", "retire", first, "--yes");
        await CheckAsync("keys-revoke.json", "revoke", second, "--yes");
        await CheckAsync("keys-reseal.json", "reseal");
    }

    [Fact]
    public async Task Json_CommandsOfIssuers_AreThoseOfTheFiles()
    {
        foreach (var issuer in (string[])["https://a.example.test", "https://b.example.test"])
        {
            await using var server = await SignetInProcess.ServeAsync(_folder.File("data"), "--signing-algorithm", "ES256", "--service-account-issuer", issuer);
        }

        async Task CheckAsync(string name, params string[] arguments)
        {
            var run = await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, ["issuers", .. arguments, "-o", "json", "--data-dir", _folder.File("data")]);
            PinnedText.Check(name, PinnedText.Normalize(run.Expect(0).Output));
        }

        await CheckAsync("issuers-list.json", "list");
        await CheckAsync("issuers-refuse.json", "refuse", "https://a.example.test", "--yes");
        await CheckAsync("issuers-accept.json", "accept", "https://a.example.test", "--yes");
    }

    [Fact]
    public async Task Json_CommandsOfStores_AreThoseOfTheFiles()
    {
        using var stage = new StoreStage();
        Directory.CreateDirectory(stage.Data);
        await stage.WriteAsync("/registry/serviceaccounts/default/builder", """{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"builder","namespace":"default"}}""");
        await stage.WriteAsync("/registry/secrets/default/broken", "{");

        foreach (var (name, arguments) in (IEnumerable<(string, string[])>)
            [("store-check.json", ["check", "--data-dir", stage.Data]), ("store-verify.json", ["verify", stage.Data])])
        {
            var run = (await StoreCli.RunAsync([.. arguments, "-o", "json"])).Expect(4);
            PinnedText.Check(name, PinnedText.Normalize(run.Output, (stage.Data, "<DATA>")));
        }
    }
}
