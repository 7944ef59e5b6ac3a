using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Signet.Testing;

namespace Signet.Conformance;

/// <summary>A real server, set up as the one that the recordings were taken from (<c>Data/README.md</c>).</summary>
public sealed class ConformanceServer : IAsyncLifetime
{
    private const string Users = """
        admin-token,admin,u-admin,"system:masters"
        alice-token,alice,u-alice,"developers,ops"
        bob-token,bob,u-bob
        node1-token,system:node:node-1,u-node1,"system:nodes"

        """;

    private readonly TemporaryFolder _folder = new();
    private SignetProcess? _process;

    /// <summary>The process.</summary>
    internal SignetProcess Process => _process ?? throw new InvalidOperationException("the server has not been started");

    /// <summary>How its certificate is checked.</summary>
    internal SslClientAuthenticationOptions Tls { get; private set; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), Users);
        _process = await SignetProcess.ServeAsync(
            _folder.File("data"),
            "--service-account-issuer", "https://issuer.example.test",
            "--service-account-max-token-expiration", "24h",
            "--service-account-extend-token-expiration=true",
            "--token-auth-file", _folder.File("tokens.csv"));
        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.ImportFromPemFile(Path.Combine(Process.DataDirectory, "ca.crt"));
        Tls = new SslClientAuthenticationOptions { TargetHost = Process.Address.Host, CertificateChainPolicy = chain };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
