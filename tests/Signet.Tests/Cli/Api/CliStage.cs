using Microsoft.Extensions.Time.Testing;
using Signet.Cli.Api;
using Signet.Testing;

namespace Signet.Tests.Cli.Api;

/// <summary>A server over HTTPS, and a user with a home folder and a current folder who runs <c>signet</c>.</summary>
internal sealed class CliStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private bool _isEnded;

    private CliStage(SignetInProcess server)
    {
        Server = server;
        Time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        Directory.CreateDirectory(File("home"));
        Set("HOME", File("home"));
        Admin = new ApiClient(server.CreateClient(asAdministrator: true));
    }

    public SignetInProcess Server { get; }

    public ApiClient Admin { get; }

    /// <summary>The clock of the commands.</summary>
    public FakeTimeProvider Time { get; }

    public ApiEnvironment Environment => new()
    {
        Variable = name => _variables.GetValueOrDefault(name),
        Folder = _folder.Path,
        ServiceAccountFolder = File("pod"),
    };

    /// <summary>Starts the server; the administrator's kubeconfig is the file <c>admin</c>, and <c>$KUBECONFIG</c>.</summary>
    public static async Task<CliStage> StartAsync(params string[] flags)
    {
        var stage = new CliStage(await SignetInProcess.ServeInMemoryAsync(["--signing-algorithm", "ES256", .. flags]));
        await stage.Admin.UntilDefaultAccountAsync();
        stage.Write("admin", stage.Server.Server.AdministratorKubeconfig);
        stage.Write("ca.crt", stage.Server.Server.CaBundlePem!);
        stage.Set("KUBECONFIG", stage.File("admin"));
        return stage;
    }

    public string File(string name) => _folder.File(name);

    public string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    /// <summary>Sets an environment variable of the commands.</summary>
    public void Set(string variable, string value) => _variables[variable] = value;

    /// <summary>A kubeconfig with a token.</summary>
    public string KubeconfigOf(string token, string cluster = "") => $$$"""
        clusters: [{name: c, cluster: {server: "{{{Server.Address}}}", certificate-authority: ca.crt{{{cluster}}}}}]
        users: [{name: u, user: {token: {{{token}}}}}]
        contexts: [{name: x, context: {cluster: c, user: u, namespace: team}}]
        current-context: x
        """;

    /// <summary>Runs a command.</summary>
    public Task<CliRun> RunAsync(params string[] arguments) => CliRun.WholeAsync(Environment, Time, arguments);

    /// <summary>Issues a token as the administrator, for a new account.</summary>
    public async Task<string> IssueAsync(string account, string spec = "{}")
    {
        await Admin.CreateAsync("/api/v1/namespaces/default/serviceaccounts", $$$"""{"metadata":{"name":"{{{account}}}"}}""");
        return await Admin.IssueAsync(account, spec);
    }

    /// <summary>Ends the server.</summary>
    public async Task EndAsync()
    {
        _isEnded = true;
        await Server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (!_isEnded)
        {
            await Server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
