using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Authentication;
using Signet.Server.Files;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Pki;
using Signet.Server.Http;
using Signet.Storage.Sqlite;

namespace Signet.Server.Hosting;

/// <summary>A running server: opens the data directory, listens, and drains when it is stopped.</summary>
public sealed class SignetServer : IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);
    private readonly WebApplication _application;
    private readonly ServerParts _parts;
    private readonly Reloader _reloader;

    private SignetServer(WebApplication application, ServerParts parts) =>
        (_application, _parts, _reloader) = (application, parts, application.Services.GetRequiredService<Reloader>());

    /// <summary>Where it can be reached: <c>https://127.0.0.1:6443</c>.</summary>
    public string Address => $"https://{_parts.Address}";

    /// <summary>Its keys.</summary>
    internal KeyRing Keys => _parts.Keys;

    /// <summary>What a start tells on standard output.</summary>
    public IReadOnlyList<string> Report => StartReport.Lines(_parts);

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static Task<SignetServer> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(options, KubernetesKinds.Registry, time, cancellationToken);

    /// <summary>Starts a server that serves these kinds; it answers when this returns.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static async Task<SignetServer> StartAsync(
        ServerOptions options, ResourceRegistry registry, TimeProvider time, CancellationToken cancellationToken)
    {
        NativeLibraries.Require();
        var listener = ListenAddress.Bind(options);
        try
        {
            return await StartAsync(options, registry, listener, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Opens the audit log anew and reads followed files again at once (SIGHUP).</summary>
    public void Reload() => _reloader.Reload();

    /// <summary>Ends when the process is told to stop and all requests have been answered.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _parts.Store.DisposeAsync().ConfigureAwait(false);
        _parts.Directory.Dispose();
    }

    private static async Task<SignetServer> StartAsync(
        ServerOptions options, ResourceRegistry registry, Socket listener, TimeProvider time, CancellationToken cancellationToken)
    {
        var parts = Open(options, registry, ((IPEndPoint)listener.LocalEndPoint!).Port, time);
        var isStarted = new StrongBox<bool>();
        var application = Build(parts, listener, isStarted);
        try
        {
            await LoadAsync(application.Services.GetRequiredService<ObjectCache>(), cancellationToken).ConfigureAwait(false);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            await parts.Store.DisposeAsync().ConfigureAwait(false);
            parts.Directory.Dispose();
            throw;
        }

        Volatile.Write(ref isStarted.Value, true);

        // The socket is the listener's now; it must not be closed when this one is collected.
        listener.SafeHandle.SetHandleAsInvalid();
        LogChanges(application.Logger, parts.Directory);
        Log.Listening(application.Logger, parts.Listening, parts.Issuers[0], string.Join(", ", parts.Keys.Current.SigningAlgorithms));
        parts.IssuerHistory.LogTo(application.Logger, parts.Directory);
        parts.IssuerHistory.LogKept(application.Logger, parts.Options, parts.Directory, parts.Address);
        return new SignetServer(application, parts);
    }

    private static ServerParts Open(ServerOptions options, ResourceRegistry registry, int port, TimeProvider time)
    {
        var directory = DataDirectory.Open(options.DataDirectory);
        try
        {
            return Open(options, registry, directory, port, time);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static ServerParts Open(ServerOptions options, ResourceRegistry registry, DataDirectory directory, int port, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var files = new SettingFiles(time);
        var tokens = OpenTokens(options, files);
        var audit = AuditSettings.Open(options, files, time);
        var certificates = ServerCertificates.Open(options, directory, files, now);
        var keys = SigningKeys.Open(options, directory, files);
        var address = ServerParts.AddressOf(options.BindAddress, port);
        var issuers = IssuerHistory.Open(options, directory, address, keys.Current.LongestLifetime, now);
        var access = AccessSettings.Open(options, issuers.Configured, files);
        var kubeconfig = new AdministratorKubeconfig(directory, certificates, address);
        kubeconfig.Update();

        return new ServerParts
        {
            Options = options,
            Directory = directory,
            Address = address,
            IssuerHistory = issuers,
            Listening = ListenAddress.Describe(options.BindAddress, port),
            Certificates = certificates,
            Keys = keys,
            Kubeconfig = kubeconfig,
            Files = files.All,
            StaticTokens = tokens,
            Audit = audit,
            Access = access,
            Store = OpenStore(options, directory, time),
            Registry = registry,
            Time = time,
        };
    }

    private static void LogChanges(ILogger logger, DataDirectory directory)
    {
        if (StartReport.Created(directory) is { } created)
        {
            Log.Created(logger, created);
        }

        if (StartReport.Renewed(directory) is { } renewed)
        {
            Log.Renewed(logger, renewed);
        }
    }

    private static SqliteObjectStore OpenStore(ServerOptions options, DataDirectory directory, TimeProvider time)
    {
        directory.NoteBefore(DataDirectory.StoreName);
        try
        {
            return SqliteObjectStore.Open(new SqliteObjectStoreOptions
            {
                Path = directory.Store,
                MarkPath = directory.StoreMark,
                AcceptLoss = options.AcceptStoreLoss,
                Time = time,
            });
        }
        catch (StoreLostException exception)
        {
            throw new StartupException(
                $"--data-dir: {exception.Message}. Put it back, or accept with --accept-store-loss that what it lacks is gone (docs/operations.md, Restore)", exception);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException or StoreDamagedException)
        {
            throw new StartupException($"--data-dir: {exception.Message}", exception);
        }
    }

    /// <summary>Reads every object.</summary>
    private static async Task LoadAsync(ObjectCache cache, CancellationToken cancellationToken)
    {
        try
        {
            await cache.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException($"--data-dir: {exception.Message}", exception);
        }
    }

    private static IValueSource<StaticTokenTable> OpenTokens(ServerOptions options, SettingFiles files) => options.TokenFile is { } path
        ? files.Follow(
            "token-auth-file", path, contents => new StaticTokenTable(TokenFile.Read(FileContents.TextOf(contents.Read()))), table => $"{table.Count} tokens")
        : new FixedValue<StaticTokenTable>(StaticTokenTable.Empty);

    private static WebApplication Build(ServerParts parts, Socket listener, StrongBox<bool> isStarted)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "signet" });
        builder.Logging.SetMinimumLevel(parts.Options.LogLevel);
        // A fault of the start is told in one line; the framework would log a stack trace besides.
        builder.Logging.AddFilter("Microsoft", level => level >= LogLevel.Warning && (isStarted.Value || parts.Options.LogLevel <= LogLevel.Debug));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.Services.AddSignet(parts);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, parts, listener));
        var application = builder.Build();
        var pipeline = application.Services.GetRequiredService<Pipeline>();
        var stopping = application.Lifetime.ApplicationStopping;
        application.Run(http => pipeline.InvokeAsync(http, stopping));
        return application;
    }

    private static void Listen(KestrelServerOptions kestrel, ServerParts parts, Socket listener)
    {
        kestrel.AddServerHeader = false;

        // A byte above 127 in a header is a wrong token, not a wrong request.
        kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = name => WarningHeaders.IsUtf8(name) ? System.Text.Encoding.UTF8 : null;

        // The limit is the API's own (3 MiB, answered as a Status); Kestrel's would cut the connection.
        kestrel.Limits.MaxRequestBodySize = null;

        // What breaks these is answered by Kestrel alone, without a Status: docs/decisions/0006-heads-without-a-status.md.
        kestrel.Limits.MaxRequestLineSize = RequestLimits.Head;
        kestrel.Limits.MaxRequestHeadersTotalSize = RequestLimits.Head;
        kestrel.Limits.MaxRequestHeaderCount = RequestLimits.HeadLines;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = RequestLimits.Head;
        kestrel.ListenHandle((ulong)listener.Handle, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.RefusePlainHttp(parts.Time);
            listen.UseHttps(ServingHandshake.Of(parts.Certificates.Serving));
        });
    }
}
