using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External.Protocol;
using Signet.Storage.Memory;
using Signet.Testing;
using Signet.Tests.Hosting.Keys;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Hosting;

/// <summary>A start that fails at any step leaves no socket, lock, open file or thread behind, and the next one succeeds.</summary>
[Collection(AloneInProcess.Name)]
public sealed class FailedStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private static bool _isWarm;

    private string Data => _folder.File("data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The faults, in the order of the failing steps.</summary>
    public static TheoryData<string> Steps { get; } =
    [
        "port", "socket", "directory in use", "token file", "audit policy", "audit log", "serving certificate", "client CA", "signing key", "verification key", "module",
        "signer away", "signer without keys", "signer of short tokens", "tokens longer than the signer's",
        "issuers", "authentication config", "webhook", "store locked", "store damaged", "store copied by half", "store factory", "store unreachable",
        "service missing", "hosted service", "hosted service beside Kestrel", "cancelled",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Start_FaultAtAStep_LeavesNothing(string step)
    {
        await WarmUpAsync();
        var before = ProcessFootprint.Take();

        await using (var fault = await FaultAsync(step))
        {
            var failed = await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await using var server = await fault.Builder.StartAsync(fault.Cancellation);
            });
            Assert.True(failed is StartupException == fault.IsExpected, failed.ToString());
            Assert.Contains(fault.Says, failed.Message, StringComparison.Ordinal);
        }

        await ProcessFootprint.AssertNothingSinceAsync(before);
        await AssertNextStartSucceedsAsync();
    }

    private async Task<Fault> FaultAsync(string step)
    {
        await File.WriteAllTextAsync(_folder.File("bad"), "{ nothing that a file should hold", Cancellation);
        var bad = _folder.File("bad");
        return step switch
        {
            "port" => PortInUse(),
            "socket" => DisposedSocket(),
            "directory in use" => DirectoryInUse(),
            "token file" => With(options => options with { Authentication = new AuthenticationOptions { TokenFile = bad } }, "--token-auth-file"),
            "audit policy" => With(options => options with { Audit = new AuditOptions { LogPath = _folder.File("audit.log"), PolicyFile = bad } }, "--audit-policy-file"),
            "audit log" => With(options => options with { Audit = new AuditOptions { LogPath = _folder.Path } }, "--audit-log-path"),
            "serving certificate" => Audited(options => options with { Tls = new TlsOptions { CertificateFile = bad, PrivateKeyFile = bad } }, "--tls-cert-file"),
            "client CA" => Audited(options => options with { Authentication = new AuthenticationOptions { ClientCaFile = bad } }, "--client-ca-file"),
            "signing key" => Audited(options => options with { Keys = new KeyOptions { SigningKeyFile = bad } }, "--service-account-signing-key-file"),
            "module" => Audited(
                options => options with { Keys = new KeyOptions { SigningKeyFile = "pkcs11:token=t?module-path=/missing.so" } }, "--service-account-signing-key-file"),
            "verification key" => Audited(options => options with { Keys = new KeyOptions { VerificationKeyFiles = [bad] } }, "--service-account-key-file"),
            "signer away" => External(_folder.File("missing"), "FetchKeys: ", time: new AcceleratedTime(60)),
            "signer without keys" => await SignedAsync(
                signer => signer.Keys = () => new FetchKeysResponse { RefreshHintSeconds = 60 }, "the answer is invalid: it has no keys"),
            "signer of short tokens" => await SignedAsync(
                signer => signer.Metadata = () => new MetadataResponse { MaxTokenExpirationSeconds = 599 }, "at least 600 s are required"),
            "tokens longer than the signer's" => await SignedAsync(_ => { }, "90000 s, which is longer than the 86400 s"),
            "issuers" => await PreparedAsync("issuers.json", "issuers.json is not a list of issuers"),
            "authentication config" => Audited(options => options with { Authentication = new AuthenticationOptions { ConfigurationFile = bad } }, "--authentication-config"),
            "webhook" => Audited(
                options => options with { Authentication = new AuthenticationOptions { TokenWebhook = new TokenWebhookFlags { ConfigurationFile = bad } } },
                "--authentication-token-webhook-config-file"),
            "store locked" => LockedStore(),
            "store damaged" => await PreparedAsync("store.db", "--data-dir: "),
            "store copied by half" => Stored(_ => HalfCopyAsync(), "the store: the store has an unfinished copy of elsewhere at revision 7"),
            "store factory" => Stored(_ => throw new StoreUnavailableException("the factory fails"), "the store: the factory fails"),
            "store unreachable" => Stored(_ => new(new InterceptedStore(NewStore()) { IsUnavailable = true }), "the store: the test has the store unavailable"),
            "service missing" => Unexpected(services => services.AddSingleton<IObjectStore>(_ => throw new InvalidOperationException("no store")), "no store"),
            "hosted service" => Unexpected(services => services.AddHostedService<FailingService>(), FailingService.Message),
            "hosted service beside Kestrel" => Unexpected(services => services.AddSingleton<IHostedService>(new FailingWhenStarted()), FailingService.Message),
            "cancelled" => new Fault(Builder(options => options), "cancel", isExpected: false) { Cancellation = new CancellationToken(canceled: true) },
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
        };
    }

    private static async ValueTask<IObjectStore> HalfCopyAsync()
    {
        var store = NewStore();
        var record = new CopyRecord { Source = "elsewhere", Revision = new Revision(7) };
        await store.CommitAsync(new Commit([], [new StoreOperation.Put(CopyRecord.Key, record.ToJson())]), Cancellation);
        return store;
    }

    private static MemoryObjectStore NewStore() => new(new MemoryObjectStoreOptions());

    private SignetServerBuilder Builder(Func<ServerOptions, ServerOptions> change) => new(Options(change));

    private ServerOptions Options(Func<ServerOptions, ServerOptions> change) => change(new ServerOptions
    {
        Store = new StoreOptions { DataDirectory = Data },
        Keys = new KeyOptions { SigningAlgorithm = Core.Signing.JwtAlgorithm.ES256 },
    });

    private Fault With(Func<ServerOptions, ServerOptions> change, string says) => new(Builder(change), says);

    /// <summary>With an audit log that is already open.</summary>
    private Fault Audited(Func<ServerOptions, ServerOptions> change, string says) =>
        With(options => change(options with { Audit = new AuditOptions { LogPath = _folder.File("audit.log") } }), says);

    private Fault Stored(Func<CancellationToken, ValueTask<IObjectStore>> open, string says) =>
        new(new SignetServerBuilder(Options(options => options)) { Store = new StorePlan.FromFactory(open) }, says);

    private Fault Unexpected(Action<IServiceCollection> register, string says) =>
        new(
            new SignetServerBuilder(Options(options => options with { Audit = new AuditOptions { LogPath = _folder.File("audit.log") } })) { MoreServices = register },
            says,
            isExpected: false);

    /// <summary>With an audit log that is already open, and tokens of up to 25 hours.</summary>
    private Fault External(string socket, string says, FaultySigner? signer = null, TimeProvider? time = null) => new(
        new SignetServerBuilder(Options(options => options with
        {
            Audit = new AuditOptions { LogPath = _folder.File("audit.log") },
            Keys = new KeyOptions { SigningEndpoint = socket },
            Tokens = options.Tokens with { MaxLifetime = TimeSpan.FromHours(25) },
        }))
        { Time = time ?? TimeProvider.System },
        says)
    {
        Signer = signer,
    };

    private async Task<Fault> SignedAsync(Action<FaultySigner> change, string says)
    {
        var signer = await FaultySigner.StartAsync(_folder.File("s"));
        change(signer);
        return External(signer.Path, says, signer);
    }

    private Fault PortInUse()
    {
        var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        return new Fault(new SignetServerBuilder(Options(options => options with { Listener = new ListenerOptions { SecurePort = port } })), "is in use by another process", held: holder);
    }

    private Fault DisposedSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();
        return new Fault(new SignetServerBuilder(Options(options => options)) { Listener = new ListenerPlan.BoundSocket(socket) }, "the socket to listen on cannot be used");
    }

    private Fault DirectoryInUse()
    {
        var holder = DataDirectory.Open(Data);
        return new Fault(Builder(options => options), "is in use by another process", held: holder);
    }

    private Fault LockedStore()
    {
        using (DataDirectory.Open(Data))
        {
            // The store has its own lock: a tool may have the store open without the directory.
            return new Fault(
                Builder(options => options), "is in use by another process",
                held: new FileStream(Path.Combine(Data, "store.db.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
    }

    /// <summary>A directory of a stopped server with one file replaced.</summary>
    private async Task<Fault> PreparedAsync(string file, string says)
    {
        await using (var server = await Builder(options => options).StartAsync(Cancellation))
        {
            await server.StopAsync(Cancellation);
        }

        await File.WriteAllTextAsync(Path.Combine(Data, file), string.Concat(Enumerable.Repeat("nothing of the kind ", 500)), Cancellation);
        return With(options => options, says);
    }

    /// <summary>Starts one server first: some handles, such as the runtime's socket threads, stay open after the first start of a process.</summary>
    private static async Task WarmUpAsync()
    {
        if (_isWarm)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        await using var server = await SignetInProcess.ServeAsync(folder.File("data"), "--signing-algorithm", "ES256", "--audit-log-path", folder.File("audit.log"));
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await using var signer = await FaultySigner.StartAsync(folder.File("s"));
        await using var signed = await SignetInProcess.ServeInMemoryAsync("--service-account-signing-endpoint", signer.Path);
        _isWarm = true;
    }

    /// <summary>Starts with the same directory, unless it has the fault.</summary>
    private async Task AssertNextStartSucceedsAsync()
    {
        foreach (var file in (string[])["issuers.json", "store.db"])
        {
            if (File.Exists(Path.Combine(Data, file)) &&
                (await File.ReadAllTextAsync(Path.Combine(Data, file), Cancellation)).StartsWith("nothing", StringComparison.Ordinal))
            {
                return;
            }
        }

        await using var server = await Builder(options => options).StartAsync(Cancellation);
        using var admin = InProcessClient.Of(server);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/livez")).Code);
    }

    /// <summary>A server that cannot start.</summary>
    private sealed class Fault(SignetServerBuilder builder, string says, bool isExpected = true, IDisposable? held = null) : IAsyncDisposable
    {
        public SignetServerBuilder Builder { get; } = builder;

        public string Says { get; } = says;

        /// <summary>Whether the fault is one that operators cause.</summary>
        public bool IsExpected { get; } = isExpected;

        public CancellationToken Cancellation { get; init; } = FailedStartTests.Cancellation;

        /// <summary>The external signer of the server; null for none.</summary>
        public FaultySigner? Signer { get; init; }

        public async ValueTask DisposeAsync()
        {
            held?.Dispose();
            if (Signer is not null)
            {
                await Signer.DisposeAsync();
            }
        }
    }

    /// <summary>Fails before Kestrel listens.</summary>
    private sealed class FailingService : IHostedService
    {
        public const string Message = "the test lets the service fail";

        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(Message);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Fails after Kestrel listens.</summary>
    private sealed class FailingWhenStarted : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(FailingService.Message);

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
