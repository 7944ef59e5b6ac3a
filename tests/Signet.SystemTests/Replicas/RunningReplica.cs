using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>A replica in rotation.</summary>
internal sealed class RunningReplica(string name, SignetProcess process) : IAsyncDisposable
{
    private volatile bool _isStopping;

    /// <summary>The name of its data directory.</summary>
    public string Name => name;

    public SignetProcess Process => process;

    public ApiClient Client { get; } = new(process.CreateClient(asAdministrator: true));

    /// <summary>Whether it has been told to end: from then on it may end and refuse connections.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Tells it to end, and waits until it has.</summary>
    public Task<int> StopAsync()
    {
        _isStopping = true;
        return process.TerminateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
    }
}
