using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting;

/// <summary>A running server. Disposing it stops it, and leaves no socket, thread or open file behind.</summary>
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
        _ended = application.WaitForShutdownAsync(stopWhen);
    }

    /// <summary>Where it is reached from this machine: <c>https://127.0.0.1:6443</c>.</summary>
    public Uri Address => new($"https://{Parts.Address}");

    /// <summary>The issuer of new tokens (<c>iss</c>).</summary>
    public string Issuer => Parts.Issuers[0];

    /// <summary>The CA certificates that clients verify the server with, in PEM; null when the system's store of the client has them.</summary>
    public string? CaBundlePem => Parts.Certificates.Serving.Current.Trust.BundlePem;

    /// <summary>The kubeconfig of the administrator, who is in the group <c>system:masters</c>. It holds a private key.</summary>
    public string AdministratorKubeconfig => Parts.Kubeconfig.Text;

    /// <summary>The administrator's client certificate, with its private key. Disposed with the server.</summary>
    public X509Certificate2 AdministratorCertificate => Parts.Certificates.Administrator;

    /// <summary>What the server is made of.</summary>
    internal ServerParts Parts { get; }

    /// <summary>Opens the audit log anew and reads followed files again at once; what <c>signet serve</c> does on SIGHUP.</summary>
    public void Reload() => _reloader.Reload();

    /// <summary>Stops accepting requests, and waits until those under way have been answered or the drain time is over.</summary>
    /// <param name="cancellationToken">Stops waiting; the server goes on stopping.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        _lifetime.StopApplication();
        return _ended.WaitAsync(cancellationToken);
    }

    /// <summary>Completes when the server has stopped, for whatever reason.</summary>
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
