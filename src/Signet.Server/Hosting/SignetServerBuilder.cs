using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting;

/// <summary>
/// Builds and starts a server. The settings determine its parts; each part can be replaced by a plan. Nothing is opened before the start, and a
/// failed start leaves nothing open. Several servers can run in one process.
/// </summary>
/// <param name="options">The settings.</param>
public sealed class SignetServerBuilder(ServerOptions options)
{
    /// <summary>A server in memory: it writes no files, has no log, and listens on a free port of the loopback address.</summary>
    public SignetServerBuilder()
        : this(new ServerOptions())
    {
    }

    /// <summary>The settings.</summary>
    public ServerOptions Options => options;

    /// <summary>The listening socket.</summary>
    public ListenerPlan Listener { get; init; } = ListenerPlan.Of(options.Listener);

    /// <summary>A bound socket for the public address instead of <c>--public-bind-address</c>; null uses that setting. The server owns it.</summary>
    internal Socket? PublicSocket { get; init; }

    /// <summary>The object store.</summary>
    public StorePlan Store { get; init; } = StorePlan.Of(options.Store);

    /// <summary>The signing key.</summary>
    public KeyPlan Keys { get; init; } = KeyPlan.Of(options.Keys);

    /// <summary>The clock of tokens, certificates and controllers. TLS compares certificates with the clock of the machine.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The log; none by default.</summary>
    public LoggingPlan Logging { get; init; } = new LoggingPlan.None();

    /// <summary>What stops the server.</summary>
    public LifetimePlan Lifetime { get; init; } = new();

    /// <summary>The served kinds.</summary>
    internal ResourceRegistry Registry { get; init; } = ServedKinds.Registry;

    /// <summary>The lifetime of the server's own certificates, which are renewed when a third of it is left.</summary>
    internal TimeSpan CertificateLifetime { get; init; } = CertificateAuthority.DefaultCertificateLifetime;

    /// <summary>Registers more services after all others: those of <c>Signet.TestHost</c>, and of tests.</summary>
    internal Action<IServiceCollection> MoreServices { get; init; } = _ => { };

    /// <summary>Starts a server; it accepts requests when the task completes.</summary>
    /// <param name="cancellationToken">Cancels the start, not the server.</param>
    /// <exception cref="StartupException">The server cannot start because of the settings or the machine.</exception>
    public async Task<SignetServer> StartAsync(CancellationToken cancellationToken = default)
    {
        var log = Logging.Open();
        var owned = new OwnedParts(log.Factory.CreateLogger(typeof(OwnedParts).FullName!));
        owned.Add(log);
        try
        {
            return await ServerStart.RunAsync(this, log, owned, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await owned.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
