using Microsoft.Extensions.Logging;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Server.Hosting.Systemd;

namespace Signet.Cli.Serve;

/// <summary>The server as a service of systemd: its sockets and its messages. Does nothing in a process that systemd did not start.</summary>
internal sealed class SystemdService : IAsyncDisposable
{
    private readonly ServiceEnvironment _environment;
    private readonly NotifySocket? _socket;
    private readonly PassedSockets _sockets;
    private LivenessProbe? _probe;
    private ServiceNotifier? _notifier;

    private SystemdService(ServiceEnvironment environment)
    {
        _environment = environment;
        _socket = NotifySocket.Open(environment.NotifySocket);
        _sockets = PassedSockets.Take(environment);
        _socket?.Send("STATUS=Starting: opening the store, the keys and the certificates");
    }

    /// <summary>The socket for the issuers' documents; null uses the settings.</summary>
    public System.Net.Sockets.Socket? PublicSocket => _sockets.Public;

    /// <summary>Reads the variables of systemd, and removes them from the environment of child processes.</summary>
    /// <exception cref="StartupException">A variable has a value that systemd does not set, or a passed socket cannot be used.</exception>
    public static SystemdService Open()
    {
        var environment = ServiceEnvironment.Read(Environment.GetEnvironmentVariable, Environment.ProcessId);
        foreach (var name in ServiceEnvironment.Names)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        return new SystemdService(environment);
    }

    /// <summary>The listener: a passed socket, else the address of the settings.</summary>
    public ListenerPlan Listener(ListenerOptions options) => _sockets.Api is { } api ? new ListenerPlan.BoundSocket(api) : ListenerPlan.Of(options);

    /// <summary>Tells systemd about a started server from now on, and returns the action of SIGHUP.</summary>
    public Action Follow(SignetServer server, TimeProvider time)
    {
        var parts = server.Parts;
        var logger = server.LoggerFactory.CreateLogger<ServiceNotifier>();
        _sockets.Tell(logger);
        if (_socket is null)
        {
            return server.Reload;
        }

        _probe = parts.Control?.Socket is null ? null : new LivenessProbe(parts.Directory.Path!);
        Func<CancellationToken, ValueTask<string?>> liveness = _probe is not null
            ? _probe.AskAsync
            : async token => await server.Health.FailingAsync("livez", token).ConfigureAwait(false) is { Count: > 0 } failing ? string.Join(", ", failing) : null;
        var notifier = _notifier = new ServiceNotifier(
            _socket,
            new SupervisedServer(
                $"Serving {server.Address.AbsoluteUri.TrimEnd('/')}, issuing as {server.Issuer}",
                token => server.Health.FailingAsync("readyz", token),
                liveness),
            _environment.WatchdogTimeout,
            time,
            logger);
        server.Stopping.Register(notifier.Stop);
        return () => notifier.Reload(server.Reload);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_notifier is not null)
        {
            await _notifier.DisposeAsync().ConfigureAwait(false);
        }

        _probe?.Dispose();
        _socket?.Dispose();
    }
}
