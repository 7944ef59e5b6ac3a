using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Authentication;
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

    private SignetServer(WebApplication application, ServerParts parts) => (_application, _parts) = (application, parts);

    /// <summary>Where it can be reached: <c>https://127.0.0.1:6443</c>.</summary>
    public string Address => $"https://{_parts.Address}";

    /// <summary>The administrator's kubeconfig.</summary>
    public string KubeconfigPath => _parts.Directory.Kubeconfig;

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static async Task<SignetServer> StartAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var listener = Bind(options);
        try
        {
            return await StartAsync(options, listener, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

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

    private static async Task<SignetServer> StartAsync(ServerOptions options, Socket listener, TimeProvider time, CancellationToken cancellationToken)
    {
        var parts = Open(options, ((IPEndPoint)listener.LocalEndPoint!).Port, time);
        var application = Build(parts, listener);
        try
        {
            await LoadAsync(application.Services.GetRequiredService<ObjectCache>(), parts.Directory, cancellationToken).ConfigureAwait(false);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            await parts.Store.DisposeAsync().ConfigureAwait(false);
            parts.Directory.Dispose();
            throw;
        }

        // The socket is the listener's now; it must not be closed when this one is collected.
        listener.SafeHandle.SetHandleAsInvalid();
        Log.Listening(application.Logger, parts.Address, parts.Issuers[0], parts.Keys.Signer.PublicKey.Algorithm.Name);
        return new SignetServer(application, parts);
    }

    /// <summary>The port is taken first: nothing is made when it is not free.</summary>
    private static Socket Bind(ServerOptions options)
    {
        var endPoint = new IPEndPoint(options.BindAddress, options.SecurePort);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(512);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new StartupException(
                exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"--secure-port: {endPoint} is in use by another process"
                    : $"--bind-address: cannot listen on {endPoint}: {exception.Message}",
                exception);
        }
    }

    private static ServerParts Open(ServerOptions options, int port, TimeProvider time)
    {
        var directory = DataDirectory.Open(options.DataDirectory);
        try
        {
            return Open(options, directory, port, time);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static ServerParts Open(ServerOptions options, DataDirectory directory, int port, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var tokens = ReadTokens(options);
        var audit = AuditSettings.Open(options);
        var certificates = ServerCertificates.Open(options, directory, now);
        var keys = SigningKeys.Open(options, directory);
        var address = ServerParts.AddressOf(options.BindAddress, port);
        var access = AccessSettings.Open(options, ServerParts.IssuersOf(options, address));
        var kubeconfig = Kubeconfig.Render($"https://{address}", certificates.Authority.CertificatePem, certificates.Administrator);
        if (directory.Read("admin.kubeconfig") != kubeconfig)
        {
            directory.Write("admin.kubeconfig", kubeconfig);
        }

        return new ServerParts
        {
            Options = options,
            Directory = directory,
            Address = address,
            Certificates = certificates,
            Keys = keys,
            StaticTokens = tokens,
            Audit = audit,
            Access = access,
            Store = OpenStore(options, directory, time),
            Time = time,
        };
    }

    private static SqliteObjectStore OpenStore(ServerOptions options, DataDirectory directory, TimeProvider time)
    {
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

    /// <summary>Reads every object. What the checks at opening cannot see is found here: a value that is not an object.</summary>
    private static async Task LoadAsync(ObjectCache cache, DataDirectory directory, CancellationToken cancellationToken)
    {
        try
        {
            await cache.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException($"--data-dir: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidCastException)
        {
            throw new StartupException($"--data-dir: {directory.Store} is damaged: reading the objects: {exception.Message}", exception);
        }
    }

    private static IReadOnlyList<StaticToken> ReadTokens(ServerOptions options)
    {
        if (options.TokenFile is not { } path)
        {
            return [];
        }

        try
        {
            return TokenFile.Read(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartupException($"--token-auth-file: {path}: {exception.Message}", exception);
        }
    }

    private static WebApplication Build(ServerParts parts, Socket listener)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "signet" });
        builder.Logging.SetMinimumLevel(parts.Options.LogLevel);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
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
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = parts.Certificates.Serving,
                ServerCertificateChain = parts.Certificates.Intermediates,
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,

                // Whom to believe is decided with the request, where a refusal can be answered and logged.
                ClientCertificateValidation = (_, _, _) => true,
            });
        });
    }
}
