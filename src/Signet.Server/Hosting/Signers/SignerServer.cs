using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed.Operating;
using Signet.Server.Background;
using Signet.Server.Controllers.Stores;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Services;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Signers;

/// <summary>
/// A running <c>signet signer</c>: keys and their rotation, and the signer's socket, without an API. Disposing it stops it and releases everything.
/// </summary>
internal sealed class SignerServer : IAsyncDisposable
{
    /// <summary>The max lifetime of tokens without a setting: kube-apiserver extends tokens of pods to a year.</summary>
    private static readonly TimeSpan DefaultMaxLifetime = TimeSpan.FromDays(365);

    private readonly WebApplication _application;
    private readonly OwnedParts _owned;

    private SignerServer(WebApplication application, SignerParts parts, OwnedParts owned) => (_application, Parts, _owned) = (application, parts, owned);

    /// <summary>The opened parts.</summary>
    public SignerParts Parts { get; }

    /// <summary>The counters.</summary>
    public SignerCounters Counters => _application.Services.GetRequiredService<SignerCounters>();

    /// <summary>Starts a signer; it accepts requests when the task completes. A failed start leaves nothing open.</summary>
    /// <param name="options">The settings; those of the API have no effect.</param>
    /// <param name="logging">The log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StartupException">The signer cannot start.</exception>
    public static async Task<SignerServer> StartAsync(ServerOptions options, LoggingPlan logging, TimeProvider time, CancellationToken cancellationToken)
    {
        var log = logging.Open();
        var owned = new OwnedParts(log.Factory.CreateLogger(typeof(OwnedParts).FullName!));
        owned.Add(log);
        try
        {
            return await RunAsync(LifetimeLimited(options), log, owned, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await owned.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reloads followed files at once, as on SIGHUP.</summary>
    public void Reload() => _application.Services.GetRequiredService<FileFollower>().Reload();

    /// <summary>Completes when the token is cancelled and the signer has stopped.</summary>
    public Task WaitForShutdownAsync(CancellationToken stopWhen) => _application.WaitForShutdownAsync(stopWhen);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private static async Task<SignerServer> RunAsync(
        ServerOptions options, ServerLog log, OwnedParts owned, TimeProvider time, CancellationToken cancellationToken)
    {
        SignerRules.Require(options);
        if (options.Store.Etcd.IsUsed)
        {
            throw new StartupException("--etcd-servers: `signet signer` does not share keys with other replicas; use `signet serve --signer-listen` on each replica");
        }

        var store = StorePlan.Of(options.Store);
        if (store is StorePlan.InDataDirectory)
        {
            NativeLibraries.RequireSqlite();
        }

        var directory = owned.Add(options.Store.DataDirectory is { } path ? DataDirectory.Open(path) : DataDirectory.InMemory());
        var files = new SettingFiles(time);
        var opened = owned.Add(await store.OpenAsync(options, directory, time, cancellationToken).ConfigureAwait(false));
        var keys = await new SigningKeys(options, directory, files).OpenAsync(KeyPlan.Of(options.Keys), opened, time, cancellationToken).ConfigureAwait(false);
        foreach (var disposable in keys.Disposables)
        {
            owned.Add(disposable);
        }

        var control = ControlSocket.Open(directory);
        if (control is not null)
        {
            owned.Add(control);
        }

        var parts = new SignerParts
        {
            Options = options,
            Keys = keys.Ring,
            Directory = directory,
            Control = control,
            Operator = keys.Managed is { } managed ? new KeyOperator(managed.Keys, managed.Ring, time) : null,
            Time = time,
            Tracing = owned.Add(ServerTracing.Open(options, null, options.Signer.Listen!, log.Factory, time)).Requests,
        };
        var application = SignerHost.Build(parts, log.Factory, owned, services =>
        {
            services.AddSingleton(opened);
            services.AddLeadership(opened, Environment.MachineName, time);
            services.AddSingleton(provider => new FileFollower(files.All, time, provider.GetRequiredService<ILogger<FileFollower>>()));
            services.AddFileFollower();
            services.AddKeySource(keys);
            services.AddOnEveryReplica<RecordFollower>();
        });
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        log.MarkStarted();
        if (control?.Fault is { } fault)
        {
            Startup.Log.NoControlSocket(log.Factory.CreateLogger(typeof(SignerServer).FullName!), fault);
        }

        return new SignerServer(application, parts, owned);
    }

    /// <summary>Tokens are extended by the client; the limit is that of all of them.</summary>
    private static ServerOptions LifetimeLimited(ServerOptions options) => options with
    {
        Tokens = options.Tokens with { MaxLifetime = options.Tokens.MaxLifetime ?? DefaultMaxLifetime, ExtendExpiration = false },

        // Relying parties read the documents of the kube-apiservers, which fetch the keys from here.
        Keys = options.Keys with { PublicationRequired = false },
    };
}
