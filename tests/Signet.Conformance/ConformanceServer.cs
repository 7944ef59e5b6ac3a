using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Signet.Testing;

namespace Signet.Conformance;

/// <summary>
/// Real servers with the configuration of the recorded one (<c>Data/README.md</c>), and with audit and logs at their highest levels, a trace of each
/// request and metrics. At the end all of these outputs are searched for tokens, keys and secrets. Started by the first test, so that a machine without a
/// needed program skips the tests.
/// </summary>
public abstract class ConformanceServer : IAsyncDisposable
{
    private const string Users = """
        admin-token,admin,u-admin,"system:masters"
        alice-token,alice,u-alice,"developers,ops"
        bob-token,bob,u-bob
        node1-token,system:node:node-1,u-node1,"system:nodes"

        """;

    private readonly List<SignetProcess> _processes = [];
    private readonly Lazy<Task<ServersUnderTest>> _servers;
    private OtlpCollector? _collector;

    /// <summary>Starts nothing.</summary>
    protected ConformanceServer() => _servers = new Lazy<Task<ServersUnderTest>>(StartAsync);

    private protected TemporaryFolder Folder { get; } = new();

    /// <summary>The servers, which are ready.</summary>
    internal Task<ServersUnderTest> ServersAsync() => _servers.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (_servers.IsValueCreated && _servers.Value.IsCompletedSuccessfully)
            {
                var seen = (await _servers.Value).Seen;
                foreach (var process in _processes)
                {
                    var metrics = await ReadMetricsAsync(process);
                    Assert.Equal(0, await process.TerminateAsync());
                    Assert.Empty(await FindSecretsAsync(process, metrics, seen));
                }

                // The end of a process has sent its last spans.
                Assert.NotEmpty(_collector!.Spans);
                Assert.Empty(FindSecrets(_collector.Received, seen));
            }
        }
        finally
        {
            foreach (var process in _processes)
            {
                await process.DisposeAsync();
            }

            await StopStoreAsync();
            await (_collector?.DisposeAsync() ?? ValueTask.CompletedTask);
            Folder.Dispose();
        }
    }

    /// <summary>Starts the processes, with <see cref="ServeAsync"/>.</summary>
    private protected abstract Task ServeAllAsync();

    /// <summary>Ends what <see cref="ServeAllAsync"/> has started in addition.</summary>
    private protected virtual ValueTask StopStoreAsync() => ValueTask.CompletedTask;

    /// <summary>Starts a process.</summary>
    /// <param name="name">The name of its data directory.</param>
    /// <param name="flags">The flags of its store.</param>
    private protected async Task ServeAsync(string name, params string[] flags) => _processes.Add(await SignetProcess.ServeWithAsync(
        new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector!.Address, ["OTEL_TRACES_SAMPLER"] = "always_on" },
        Folder.File(name),
        [
            "--service-account-issuer", "https://issuer.example.test",
            "--service-account-max-token-expiration", "24h",
            "--publish-discovery=false",
            "--service-account-extend-token-expiration=true",
            "--token-auth-file", Folder.File("tokens.csv"),
            "--log-level", "debug",
            "--audit-log-path", AuditLogOf(Folder.File(name)),
            "--audit-policy-file", Folder.File("audit.yaml"),
            .. flags,
        ]));

    private static string AuditLogOf(string dataDirectory) => dataDirectory + ".audit.log";

    private async Task<ServersUnderTest> StartAsync()
    {
        await File.WriteAllTextAsync(Folder.File("tokens.csv"), Users);
        await File.WriteAllTextAsync(Folder.File("audit.yaml"), "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: RequestResponse}]}");
        _collector = await OtlpCollector.StartAsync();
        await ServeAllAsync();
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.ImportFromPemFile(Path.Combine(_processes[0].DataDirectory, "ca.crt"));
        var addresses = _processes.Select(process => process.Address).ToList();
        return new ServersUnderTest(
            addresses, new SslClientAuthenticationOptions { TargetHost = addresses[0].Host, CertificateChainPolicy = chain }, new SeenSecrets());
    }

    private static async Task<string> ReadMetricsAsync(SignetProcess process)
    {
        using var client = process.CreateClient(asAdministrator: true);
        var metrics = await client.GetStringAsync("/metrics") + await client.GetStringAsync("/metrics/slis");
        Assert.Contains("\napiserver_request_total{", metrics, StringComparison.Ordinal);
        return metrics;
    }

    private async Task<IReadOnlyList<string>> FindSecretsAsync(SignetProcess process, string metrics, SeenSecrets seen)
    {
        var written = $"{process.Output}\n{process.Errors}\n{metrics}\n{await File.ReadAllTextAsync(AuditLogOf(process.DataDirectory))}";
        Assert.Contains("\"level\":\"RequestResponse\"", written, StringComparison.Ordinal);
        return FindSecrets(written, seen);
    }

    private List<string> FindSecrets(string written, SeenSecrets seen)
    {
        var tokens = Users.Split('\n').Select(line => line.Split(',')[0]).Where(token => token.Length > 0);
        var files = _processes.SelectMany(process => Directory.GetFiles(process.DataDirectory, "*.key"));
        var keys = files.SelectMany(File.ReadLines).Where(line => !line.StartsWith('-'));
        return [.. seen.FoundIn(written), .. tokens.Concat(keys).Where(secret => written.Contains(secret, StringComparison.Ordinal))];
    }
}
