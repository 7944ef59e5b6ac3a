using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Server.Background;

namespace Signet.Tests.Background;

/// <summary>A service that is supervised as in the product until it is disposed.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private RunningService(Supervisor supervisor) => (Supervisor, _running) = (supervisor, supervisor.RunAsync(isPrepared: false, _stop.Token));

    public Supervisor Supervisor { get; }

    /// <summary>Prepares and starts a service.</summary>
    public static RunningService Start(SupervisedService service, TimeProvider time, ILogger? logger = null) =>
        new(new Supervisor(service, ReplicaRole.Leader, Backoff.OfServices, time, logger ?? NullLogger.Instance));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
