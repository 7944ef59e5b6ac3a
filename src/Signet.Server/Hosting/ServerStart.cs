using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.Core.Metrics;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Audit.Output;
using Signet.Server.Controllers.Keys;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Parts;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.SideServers;
using Signet.Server.Hosting.Signers;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting;

/// <summary>The steps of a start, in order. Each opened part is owned before the next step begins, so that a failed start disposes it.</summary>
internal static class ServerStart
{
    /// <summary>Opens all parts and starts serving.</summary>
    /// <param name="builder">The plans.</param>
    /// <param name="log">The log.</param>
    /// <param name="owned">Owns the opened parts: disposed when the start fails, and at the end of the server.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<SignetServer> RunAsync(SignetServerBuilder builder, ServerLog log, OwnedParts owned, CancellationToken cancellationToken)
    {
        NativeLibraries.RequireOpenSsl();
        if (builder.Store is StorePlan.InDataDirectory)
        {
            NativeLibraries.RequireSqlite();
        }

        // The port is taken first: nothing is created when it is not free.
        var listener = owned.Add(builder.Listener.Open());
        var parts = await OpenAsync(builder, listener, log.Factory, owned, cancellationToken).ConfigureAwait(false);
        var application = WebServer.Build(builder, parts, listener, log.Factory);
        owned.Add(new OwnedApplication(application));
        if (application.Services.GetService<AuditSinks>() is not null && parts.Audit!.Output is { } output)
        {
            // The audit log disposes its output itself, after writing the queued events.
            owned.Release(output);
        }

        await FromStoreAsync(builder.Store, async () =>
        {
            await application.Services.GetRequiredService<ObjectCache>().LoadAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        var signer = BuildSigner(parts, log, owned);
        var sides = OpenSides(builder.PublicSocket, parts, application.Services, log, owned);
        await FromStoreAsync(builder.Store, async () =>
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        foreach (var (_, side) in sides)
        {
            await side.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        await (signer?.StartAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        log.MarkStarted();
        LogStart(application.Logger, parts);
        foreach (var (side, _) in sides)
        {
            Log.ListeningBeside(application.Logger, side.What, side.EndPoint.ToString(), side.IsTls ? "HTTPS" : "HTTP");
        }

        return new SignetServer(application, parts, owned, builder.Lifetime.StopToken) { Sides = [.. sides.Select(one => one.Side)] };
    }

    /// <summary>The side servers of the settings with their applications, which are not started.</summary>
    private static List<(SideServer Side, WebApplication Application)> OpenSides(
        Socket? passed, ServerParts parts, IServiceProvider services, ServerLog log, OwnedParts owned)
    {
        var built = new List<(SideServer, WebApplication)>();
        Build(SideServerPlan.OpenPublic(parts, passed, services));
        Build(SideServerPlan.OpenMetrics(parts, services));
        return built;

        void Build(SideServer? side)
        {
            if (side is not null)
            {
                owned.Add(side.Socket);
                var application = side.Build(parts, services, log.Factory);
                owned.Add(new OwnedApplication(application));
                built.Add((side, application));
            }
        }
    }

    /// <summary>The signer of <c>--signer-listen</c>, which has the same keys; null without that setting.</summary>
    private static WebApplication? BuildSigner(ServerParts parts, ServerLog log, OwnedParts owned) => parts.Options.Signer.Listen is null
        ? null
        : SignerHost.Build(
            new SignerParts
            {
                Options = parts.Options,
                Keys = parts.Keys,
                Directory = parts.Directory,
                Time = parts.Time,
                Tracing = parts.Tracing.Requests,
            },
            log.Factory, owned, _ => { });

    private static async ValueTask<ServerParts> OpenAsync(
        SignetServerBuilder builder, Socket listener, ILoggerFactory log, OwnedParts owned, CancellationToken cancellationToken)
    {
        var (endPoint, time) = ((IPEndPoint)listener.LocalEndPoint!, builder.Time);
        var options = builder.Options with { Listener = new Options.ListenerOptions { BindAddress = AddressOf(endPoint), SecurePort = endPoint.Port } };
        var directory = owned.Add(options.Store.DataDirectory is { } path ? DataDirectory.Open(path) : DataDirectory.InMemory());
        var now = time.GetUtcNow();
        var files = new SettingFiles(time);
        var tokens = StaticTokenSetting.Open(options.Authentication, files);
        var audit = AuditSettings.Open(options, files, time, log);
        if (audit?.Output is { } output)
        {
            owned.Add(output);
        }

        var metrics = owned.Add(new MetricSet());
        var store = owned.Add(MeteredStore.Of(await builder.Store.OpenAsync(options, directory, time, cancellationToken).ConfigureAwait(false), metrics));
        await FromStoreAsync(builder.Store, async () =>
        {
            await UnfinishedCopy.RefuseAsync(store, builder.Store.Subject, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        var authority = await FromStoreAsync(
            builder.Store, () => AuthoritySetting.OpenAsync(options, directory, store, now, cancellationToken)).ConfigureAwait(false);
        authority.CertificateLifetime = builder.CertificateLifetime;
        var certificates = owned.Add(ServerCertificates.Open(options, directory, authority, files, now));
        var keys = await FromStoreAsync(
            builder.Store, () => new SigningKeys(options, directory, files).OpenAsync(builder.Keys, store, time, cancellationToken)).ConfigureAwait(false);
        foreach (var disposable in keys.Disposables)
        {
            owned.Add(disposable);
        }

        var address = ServerParts.AddressOf(options.Listener.BindAddress, endPoint.Port);
        var issuers = await FromStoreAsync(
            builder.Store,
            () => new IssuerSetting(options, directory, store, time).OpenAsync(
                address, MaxTokenLifetime.InForce(options.Tokens, keys.Ring), cancellationToken)).ConfigureAwait(false);
        var access = AccessSettings.Open(options, issuers.Opened.Configured, files);
        var kubeconfig = new AdministratorKubeconfig(directory, certificates, address);
        kubeconfig.Update();

        var control = ControlSocket.Open(directory);
        if (control is not null)
        {
            owned.Add(control);
        }

        return new ServerParts
        {
            Options = options,
            Control = control,
            Directory = directory,
            Address = address,
            Issuers = issuers,
            Listening = ListenAddress.Describe(options.Listener.BindAddress, endPoint.Port),
            Certificates = certificates,
            Kubeconfig = kubeconfig,
            OpenedKeys = keys,
            Files = files.All,
            Registry = builder.Registry,
            StaticTokens = tokens,
            Audit = audit,
            Access = access,
            Store = store,
            Metrics = metrics,
            Time = time,
            Tracing = owned.Add(ServerTracing.Open(options, builder.Registry, address, log, time)),
        };
    }

    /// <summary>A dual-mode socket reports an IPv4 address in its IPv6 form.</summary>
    private static IPAddress AddressOf(IPEndPoint endPoint) => endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;

    /// <summary>Reads something from the store.</summary>
    /// <exception cref="StartupException">The store is not available.</exception>
    private static async ValueTask<T> FromStoreAsync<T>(StorePlan plan, Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException($"{plan.Subject}: {exception.Message}", exception);
        }
    }

    private static void LogStart(ILogger logger, ServerParts parts)
    {
        if (DirectoryChanges.Created(parts.Directory) is { } created)
        {
            Log.Created(logger, created);
        }

        if (DirectoryChanges.Renewed(parts.Directory) is { } renewed)
        {
            Log.Renewed(logger, renewed);
        }

        foreach (var change in parts.ManagedKeys?.Opened ?? [])
        {
            KeyLog.Tell(logger, change);
        }

        if (parts.Options.Store.Etcd is { IsUsed: true } etcd)
        {
            Log.StoreInEtcd(logger, string.Join(", ", etcd.Servers.Select(server => server.Authority)), etcd.Prefix);
            if (parts.Directory.HasStore)
            {
                Log.StoreNotUsed(logger, parts.Directory.StorePath);
            }
        }

        if (parts.Control?.Fault is { } fault)
        {
            Log.NoControlSocket(logger, fault);
        }

        Connections.TlsReport.Tell(logger, parts.Options.Tls);
        Log.Listening(logger, parts.Listening, parts.Issuers.Signing, string.Join(", ", parts.Keys.Current.SigningAlgorithms));
        IssuerLog.Tell(logger, parts.Issuers.Opened);
    }
}
