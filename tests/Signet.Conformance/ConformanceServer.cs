using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Signet.Testing;

namespace Signet.Conformance;

/// <summary>
/// A real server with the configuration of the recorded one (<c>Data/README.md</c>), and with audit and logs at their highest levels. At the end its
/// output is searched for tokens, keys and secrets. With <c>SIGNET_CONFORMANCE_STORE=etcd</c> its store is in a real etcd.
/// </summary>
public sealed class ConformanceServer : IAsyncLifetime
{
    private const string Users = """
        admin-token,admin,u-admin,"system:masters"
        alice-token,alice,u-alice,"developers,ops"
        bob-token,bob,u-bob
        node1-token,system:node:node-1,u-node1,"system:nodes"

        """;

    private readonly TemporaryFolder _folder = new();
    private EtcdCluster? _etcd;
    private SignetProcess? _process;

    internal SignetProcess Process => _process ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>The values that must not be in its output.</summary>
    internal SeenSecrets Seen { get; } = new();

    /// <summary>How clients verify its certificate.</summary>
    internal SslClientAuthenticationOptions Tls { get; private set; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), Users);
        await File.WriteAllTextAsync(_folder.File("audit.yaml"), "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: RequestResponse}]}");
        _etcd = Environment.GetEnvironmentVariable("SIGNET_CONFORMANCE_STORE") == "etcd" ? await EtcdCluster.StartAsync() : null;
        string[] flags =
        [
            "--service-account-issuer", "https://issuer.example.test",
            "--service-account-max-token-expiration", "24h",
            "--publish-discovery=false",
            "--service-account-extend-token-expiration=true",
            "--token-auth-file", _folder.File("tokens.csv"),
            "--log-level", "debug",
            "--audit-log-path", _folder.File("audit.log"),
            "--audit-policy-file", _folder.File("audit.yaml"),
        ];
        _process = await SignetProcess.ServeAsync(_folder.File("data"), _etcd is null ? flags : [.. flags, "--etcd-servers", _etcd.Addresses]);
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.ImportFromPemFile(Path.Combine(Process.DataDirectory, "ca.crt"));
        Tls = new SslClientAuthenticationOptions { TargetHost = Process.Address.Host, CertificateChainPolicy = chain };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_process is not null)
            {
                Assert.Equal(0, await _process.TerminateAsync());
                Assert.Empty(await FindSecretsAsync(_process));
            }
        }
        finally
        {
            if (_process is not null)
            {
                await _process.DisposeAsync();
            }

            if (_etcd is not null)
            {
                await _etcd.DisposeAsync();
            }

            _folder.Dispose();
        }
    }

    private async Task<IReadOnlyList<string>> FindSecretsAsync(SignetProcess process)
    {
        var written = $"{process.Output}\n{process.Errors}\n{await File.ReadAllTextAsync(_folder.File("audit.log"))}";
        Assert.Contains("\"level\":\"RequestResponse\"", written, StringComparison.Ordinal);
        var tokens = Users.Split('\n').Select(line => line.Split(',')[0]).Where(token => token.Length > 0);
        var keys = Directory.GetFiles(process.DataDirectory, "*.key").SelectMany(File.ReadLines).Where(line => !line.StartsWith('-'));
        return [.. Seen.FoundIn(written), .. tokens.Concat(keys).Where(secret => written.Contains(secret, StringComparison.Ordinal))];
    }
}
