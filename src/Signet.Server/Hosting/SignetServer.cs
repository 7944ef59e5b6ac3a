using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.SideServers;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting;

/// <summary>A running server. Disposing it stops it and releases all sockets, threads and files.</summary>
public sealed class SignetServer : IAsyncDisposable
{
    private readonly IHostApplicationLifetime _lifetime;
    private readonly OwnedParts _owned;
    private readonly Reloader _reloader;
    private readonly Task _ended;

    internal SignetServer(WebApplication application, ServerParts parts, OwnedParts owned, CancellationToken stopWhen)
    {
        (_lifetime, Parts, _owned) = (application.Lifetime, parts, owned);
        _reloader = application.Services.GetRequiredService<Reloader>();
        Health = application.Services.GetRequiredService<HealthEndpoint>();
        LoggerFactory = application.Services.GetRequiredService<ILoggerFactory>();
        _ended = application.WaitForShutdownAsync(stopWhen);
    }

    /// <summary>The URL of the server for clients on this machine: <c>https://127.0.0.1:6443</c>.</summary>
    public Uri Address => new($"https://{Parts.Address}");

    /// <summary>The issuer of new tokens (<c>iss</c>).</summary>
    public string Issuer => Parts.Issuers.Signing;

    /// <summary>The CA bundle that clients verify the server with, in PEM; null when the system store has the CA.</summary>
    public string? CaBundlePem => Parts.Certificates.Serving.Current.Trust.BundlePem;

    /// <summary>The kubeconfig of the administrator, a member of <c>system:masters</c>. It contains a private key.</summary>
    public string AdministratorKubeconfig => Parts.Kubeconfig.Text;

    /// <summary>The administrator's client certificate, with its private key. Disposed with the server.</summary>
    public X509Certificate2 AdministratorCertificate => Parts.Certificates.Administrator;

    /// <summary>The public address and that of metrics, as far as there are any.</summary>
    internal IReadOnlyList<SideServer> Sides { get; init; } = [];

    /// <summary>The address of <c>--public-bind-address</c>, with its port; null when nothing is served there.</summary>
    internal IPEndPoint? PublicEndPoint => Sides.FirstOrDefault(side => side.Name == SideServerPlan.Public)?.EndPoint;

    /// <summary>The address of <c>--metrics-bind-address</c>, with its port; null when nothing is served there.</summary>
    internal IPEndPoint? MetricsEndPoint => Sides.FirstOrDefault(side => side.Name == SideServerPlan.Metrics)?.EndPoint;

    /// <summary>The checks of <c>/livez</c> and <c>/readyz</c>.</summary>
    internal HealthEndpoint Health { get; }

    /// <summary>The log of the server.</summary>
    internal ILoggerFactory LoggerFactory { get; }

    /// <summary>Cancelled when the server begins to stop.</summary>
    internal CancellationToken Stopping => _lifetime.ApplicationStopping;

    /// <summary>The opened parts.</summary>
    internal ServerParts Parts { get; }

    /// <summary>Reopens the audit log and reloads followed files at once, as <c>signet serve</c> does on SIGHUP.</summary>
    public void Reload() => _reloader.Reload();

    /// <summary>Stops accepting requests, and waits until requests in progress have completed or <see cref="Plans.LifetimePlan.DrainTimeout"/> has passed.</summary>
    /// <param name="cancellationToken">Stops waiting; the server continues to stop.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        _lifetime.StopApplication();
        return _ended.WaitAsync(cancellationToken);
    }

    /// <summary>Completes when the server has stopped for any reason.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _ended.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync().ConfigureAwait(false);
        }
        finally
        {
            await _owned.DisposeAsync().ConfigureAwait(false);
        }
    }
}
