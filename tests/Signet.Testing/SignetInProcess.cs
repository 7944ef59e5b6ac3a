using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;

namespace Signet.Testing;

/// <summary>A real server in the test process: HTTPS, its own store, its own data directory or none.</summary>
internal sealed class SignetInProcess : ServedSignet
{
    private readonly ILoggerFactory _loggers;
    private readonly CollectedLines _log;

    private SignetInProcess(SignetServer server, string dataDirectory, ActiveTime time, ILoggerFactory loggers, CollectedLines log)
        : base(dataDirectory)
    {
        (Server, Address, Time, _loggers, _log) = (server, server.Address, time, loggers, log);
    }

    public SignetServer Server { get; }

    /// <summary>The clock of a server with a store of its own.</summary>
    public ActiveTime Time { get; }

    /// <inheritdoc/>
    public override string Errors => _log.Text;

    /// <inheritdoc/>
    protected override string AuthorityPem => Server.CaBundlePem!;

    /// <inheritdoc/>
    protected override X509Certificate2 Administrator => Server.AdministratorCertificate;

    /// <summary>Starts a server with a data directory and flags of <c>signet serve</c>, each followed by its value.</summary>
    public static Task<SignetInProcess> ServeAsync(string dataDirectory, params string[] flags) =>
        StartAsync(dataDirectory, ["--data-dir", dataDirectory, .. flags], options => options);

    /// <summary>Starts a server in memory with flags of <c>signet serve</c>.</summary>
    public static Task<SignetInProcess> ServeInMemoryAsync(params string[] flags) =>
        StartAsync("", flags, options => options with { Store = options.Store with { DataDirectory = null } });

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _loggers.Dispose();
    }

    private static async Task<SignetInProcess> StartAsync(string dataDirectory, IReadOnlyList<string> flags, Func<ServerOptions, ServerOptions> change)
    {
        var options = change(SettingsLoader.Load(Parse(["--secure-port", "0", .. flags]), new Dictionary<string, string>(), configPath: null));
        var log = new CollectedLines();
        var loggers = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddProvider(log));
        try
        {
            using var patience = new CancellationTokenSource(Patience.Limit);
            var time = new ActiveTime();

            // A replica has to notice that it stood still: other replicas did not.
            TimeProvider clock = options.Store.Etcd.IsUsed ? TimeProvider.System : time;
            var server = await new SignetServerBuilder(options) { Time = clock, Logging = new LoggingPlan.Shared(loggers) }.StartAsync(patience.Token);
            return new SignetInProcess(server, dataDirectory, time, loggers, log);
        }
        catch
        {
            loggers.Dispose();
            throw;
        }
    }

    /// <summary>Parses <c>--flag value</c> and <c>--flag=value</c> into values by flag.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Parse(IEnumerable<string> flags)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var pair in flags.SelectMany(flag => flag.StartsWith("--", StringComparison.Ordinal) ? flag.Split('=', 2) : [flag]).Chunk(2))
        {
            var name = pair[0][2..];
            values[name] = SettingsTable.Find(name)!.IsList && values.TryGetValue(name, out var given) ? [.. given, pair[1]] : [pair[1]];
        }

        return values;
    }
}
