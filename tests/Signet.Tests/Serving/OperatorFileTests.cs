using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>YAML and JSON files that settings name: nothing in them is ignored.</summary>
public sealed class OperatorFileTests : IDisposable
{
    private const string Policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n";
    private const string Authentication = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
    private const string Kubeconfig =
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: s}}]\nclusters: [{name: s, cluster: {server: https://127.0.0.1:1}}]\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--config", "log-level: error\nsecure-port: 0\nlog-level: debug\n", "line 3: the key \"log-level\" is given twice, first in line 1")]
    [InlineData("--config", "{\"log-level\": \"error\", \"log-level\": \"debug\"}", "line 1: the key \"log-level\" is given twice, first in line 1")]
    [InlineData("--config", "log-level: error\n\"log-level\": debug\n", "line 2: the key \"log-level\" is given twice, first in line 1")]
    [InlineData("--config", "log-level: error\n---\nlog-level: debug\n", "line 2: a second document begins here; a file holds one")]
    [InlineData("--config", "# nothing yet\n---\n---\nlog-level: debug\n", "line 3: a second document begins here; a file holds one")]
    [InlineData("--audit-policy-file", Policy + "rules: [{level: None}]\n", "line 4: the key \"rules\" is given twice, first in line 3")]
    [InlineData("--audit-policy-file", Policy + "---\n" + Policy, "line 4: a second document begins here; a file holds one")]
    [InlineData("--authentication-config", Authentication + "anonymous:\n  enabled: true\n  enabled: false\n", "line 5: the key \"enabled\" is given twice, first in line 4")]
    [InlineData("--authentication-config", Authentication + "---\n" + Authentication, "line 3: a second document begins here; a file holds one")]
    [InlineData("--authentication-token-webhook-config-file", Kubeconfig + "current-context: d\n", "line 6: the key \"current-context\" is given twice, first in line 3")]
    [InlineData("--authentication-token-webhook-config-file", Kubeconfig + "---\n" + Kubeconfig, "line 6: a second document begins here; a file holds one")]
    [InlineData("--authorization-webhook-config-file", Kubeconfig + "preferences: {a: 1, a: 2}\n", "line 6: the key \"a\" is given twice, first in line 6")]
    public async Task Serve_FileWithDuplicates_NamesFileAndLine(string flag, string content, string says)
    {
        var file = _folder.File("file.yaml");
        await File.WriteAllTextAsync(file, content);
        string[] more = flag switch
        {
            "--audit-policy-file" => ["--audit-log-path", _folder.File("audit.log")],
            "--authorization-webhook-config-file" => ["--authorization-mode", "Webhook"],
            _ => [],
        };

        var (code, output, errors) = await SignetProcess.RunAsync(["serve", "--secure-port", "0", "--data-dir", _folder.File("data"), flag, file, .. more]);

        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.DoesNotContain('\n', errors);
        Assert.Contains($"{flag}: {file}: ", errors, StringComparison.Ordinal);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("---\nlog-level: error\n")]
    [InlineData("log-level: error\n...\n")]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public async Task Serve_FileWithOneDocument_IsAccepted(string content)
    {
        var file = _folder.File("file.yaml");
        await File.WriteAllTextAsync(file, content);

        await using var server = await SignetProcess.ServeAsync(_folder.File("data"), "--config", file, "--signing-algorithm", "ES256");

        Assert.Equal(0, await server.TerminateAsync());
    }
}
