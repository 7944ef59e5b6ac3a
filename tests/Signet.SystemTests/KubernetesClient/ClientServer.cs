using k8s;
using Signet.Testing;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>A real server, and the .NET client of the Kubernetes project with the kubeconfig of the server.</summary>
public sealed class ClientServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SignetProcess? _process;
    private Kubernetes? _client;

    /// <summary>The administrator's client.</summary>
    public IKubernetes Client => _client ?? throw new InvalidOperationException("the server has not been started");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _process = await SignetProcess.ServeAsync(_folder.File("data"));
        _client = new Kubernetes(await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(_folder.File("data/admin.kubeconfig"))));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
