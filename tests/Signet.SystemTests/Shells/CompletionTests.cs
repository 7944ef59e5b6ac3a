using System.Runtime.Versioning;
using Signet.Testing;

namespace Signet.SystemTests.Shells;

/// <summary>The completion scripts in real interactive shells, against a real server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CompletionTests : IDisposable
{
    private const string Contexts = """
        contexts:
        - {name: one, context: {cluster: c, user: u}}
        - {name: my cluster, context: {cluster: c, user: u}}
        - {name: "arn:aws:eks:eu:1:cluster/dev", context: {cluster: c, user: u}}
        - {name: admin@kube, context: {cluster: c, user: u}}
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: u, user: {token: t1}}]
        current-context: one
        """;

    /// <summary>What is typed, and the line that follows. Tab is '→', Ctrl-B (a letter back) is '←'.</summary>
    private static readonly (string Keys, string Line)[] Cases =
    [
        ("signet tok→", "signet token "),
        ("signet token cr→", "signet token create "),
        ("signet token create --aud→", "signet token create --audience "),
        ("signet token create --audience x --aud→", "signet token create --audience x --audience "),
        ("signet whoami -o js→", "signet whoami -o json "),
        ("signet whoami --output=y→", "signet whoami --output=yaml "),
        ("signet serve --log-level=wa→", "signet serve --log-level=warning "),
        ("signet serve --signing-algorithm ES3→", "signet serve --signing-algorithm ES384 "),
        ("signet completion f→", "signet completion fish "),
        ("signet help token re→", "signet help token review "),
        ("signet man keys new→", "signet man keys new-encryption-key "),

        // Contexts of the kubeconfig that is named, also with characters that a shell splits or quotes.
        ("signet whoami --kubeconfig contexts --context on→", "signet whoami --kubeconfig contexts --context one "),
        ("signet whoami --kubeconfig=contexts --context=on→", "signet whoami --kubeconfig=contexts --context=one "),
        ("signet whoami --kubeconfig contexts --context ar→", "signet whoami --kubeconfig contexts --context arn:aws:eks:eu:1:cluster/dev "),
        ("signet whoami --kubeconfig contexts --context arn:aws:e→", "signet whoami --kubeconfig contexts --context arn:aws:eks:eu:1:cluster/dev "),
        ("signet whoami --kubeconfig contexts --context=arn:aws:e→", "signet whoami --kubeconfig contexts --context=arn:aws:eks:eu:1:cluster/dev "),
        ("signet whoami --kubeconfig contexts --context admin@k→", "signet whoami --kubeconfig contexts --context admin@kube "),
        ("signet whoami --kubeconfig contexts --context my→", @"signet whoami --kubeconfig contexts --context my\ cluster "),
        (@"signet whoami --kubeconfig contexts --context my\ c→", @"signet whoami --kubeconfig contexts --context my\ cluster "),
        ("signet whoami --kubeconfig contexts --context 'my c→", "signet whoami --kubeconfig contexts --context 'my cluster' "),
        ("signet whoami --kubeconfig contexts --context \"my c→", "signet whoami --kubeconfig contexts --context \"my cluster\" "),
        ("signet whoami --kubeconfig 'a folder/contexts' --context on→", "signet whoami --kubeconfig 'a folder/contexts' --context one "),
        ("signet whoami --kubeconfig ~/contexts --context on→", "signet whoami --kubeconfig ~/contexts --context one "),

        // Files and directories, by the shell itself.
        ("signet whoami --kubeconfig conte→", "signet whoami --kubeconfig contexts "),
        ("signet whoami --kubeconfig=conte→", "signet whoami --kubeconfig=contexts "),
        ("signet whoami --kubeconfig a→", @"signet whoami --kubeconfig a\ folder/"),
        ("signet keys list --data-dir si→", "signet keys list --data-dir signet-data/"),

        // The cursor is in the middle of the line.
        ("signet token cr builder←←←←←←←←→", "signet token create builder"),

        // Nothing fits: a word of another command, a server that does not answer, a flag that is unknown, an argument too many.
        ("signet whoami --audi→", "signet whoami --audi"),
        ("signet token create --kubeconfig contexts bui→", "signet token create --kubeconfig contexts bui"),
        ("signet whoami --nothing=x→", "signet whoami --nothing=x"),
        ("signet version x→", "signet version x"),
    ];

    /// <summary>Names that the server knows. Within a second it may not answer on a busy machine: then the user, too, presses the key again.</summary>
    private static readonly (string Keys, string Line)[] ServerCases =
    [
        ("signet token create bui→", "signet token create builder "),
        ("signet token create -n team rea→", "signet token create -n team reader "),
        ("signet token create --namespace te→", "signet token create --namespace team "),
        ("signet token create --bind Se→", "signet token create --bind Secret/"),
        ("signet token create --bind Secret/we→", "signet token create --bind Secret/web-key "),
        ("signet token create --bind=Node/no→", "signet token create --bind=Node/node-7 "),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bash", "source <(signet completion bash)")]
    [InlineData("bash", "source /usr/share/bash-completion/bash_completion; mkdir -p ~/.local/share/bash-completion/completions; signet completion bash > ~/.local/share/bash-completion/completions/signet")]
    [InlineData("bash", "source <(signet completion bash); COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=@]}")]
    [InlineData("zsh", "autoload -Uz compinit; compinit -u; source <(signet completion zsh)")]
    [InlineData("zsh", "signet completion zsh > ~/_signet; fpath=(~ $fpath); autoload -Uz compinit; compinit -u")]
    [InlineData("fish", "mkdir -p ~/.config/fish/completions; signet completion fish > ~/.config/fish/completions/signet.fish")]
    public async Task Complete_Word_IsCompletedAsInTheTable(string shell, string setup)
    {
        if (setup.Contains("/usr/share/bash-completion", StringComparison.Ordinal) && !File.Exists("/usr/share/bash-completion/bash_completion"))
        {
            TestMachine.Missing("the package bash-completion is not installed");
        }

        await using var server = await ServeAsync();
        await using var session = await ShellSession.StartAsync(shell, _folder, setup);

        var differences = new List<string>();
        foreach (var (keys, expected) in Cases)
        {
            var line = await TypeAsync(session, keys);
            if (line != expected)
            {
                differences.Add($"{keys}\n  {line}\n  {expected}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        foreach (var (keys, expected) in ServerCases)
        {
            var line = "";
            await Patience.UntilAsync(
                async () => (line = await TypeAsync(session, keys)) == expected,
                () => $"{keys} is completed as '{expected}', not '{line}'");
        }
    }

    /// <summary>The values are listed; zsh and fish describe them.</summary>
    [Theory]
    [InlineData("bash", "source <(signet completion bash)", false)]
    [InlineData("zsh", "autoload -Uz compinit; compinit -u; source <(signet completion zsh)", true)]
    [InlineData("fish", "signet completion fish | source", true)]
    public async Task Complete_Ambiguous_IsListed(string shell, string setup, bool hasDescriptions)
    {
        await File.WriteAllTextAsync(_folder.File("contexts"), Contexts, TestContext.Current.CancellationToken);
        await using var session = await ShellSession.StartAsync(shell, _folder, setup);

        await session.TypeAsync("signet token \t\t");

        await session.UntilShownAsync("inspect");
        Assert.Contains("review", session.Screen, StringComparison.Ordinal);
        Assert.Equal(hasDescriptions, session.Screen.Contains("Issues a token for a service account", StringComparison.Ordinal));

        await session.TypeAsync("signet whoami --kubeconfig contexts --context \t\t");

        await session.UntilShownAsync("admin@kube");
        Assert.Equal(hasDescriptions, session.Screen.Contains("https://127.0.0.1:1", StringComparison.Ordinal));
    }

    /// <summary>The line after the keys. zsh puts a blank behind a completed word also where one follows.</summary>
    private static async Task<string> TypeAsync(ShellSession session, string keys) =>
        (await session.TypeAsync(keys.Replace('→', '\t').Replace('←', '\x02'))).Replace("  ", " ", StringComparison.Ordinal);

    private async Task<SignetProcess> ServeAsync()
    {
        Directory.CreateDirectory(_folder.File("a folder"));
        Directory.CreateDirectory(_folder.File("home"));
        foreach (var file in (string[])["contexts", "a folder/contexts", "home/contexts"])
        {
            await File.WriteAllTextAsync(_folder.File(file), Contexts, TestContext.Current.CancellationToken);
        }

        var server = await SignetProcess.ServeAsync(_folder.File("signet-data"), "--signing-algorithm", "ES256");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"team"}}""");
        await admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"builder"}}""");
        await admin.CreateAsync("/api/v1/namespaces/team/serviceaccounts", """{"metadata":{"name":"reader"}}""");
        await admin.CreateAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"web-key"}}""");
        await admin.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"node-7"}}""");
        return server;
    }
}
