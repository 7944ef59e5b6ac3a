using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Signet.Cli.Serve;
using Signet.Cli.Settings;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;

namespace Signet.TestReplica;

/// <summary>
/// <c>serve</c> with the flags of <c>signet serve</c>, on etcd. SIGUSR1 moves the clock ten minutes forward, SIGUSR2 back. The variable
/// <see cref="FaultVariable"/> plants a fault.
/// </summary>
internal static class Program
{
    /// <summary>The variable with the name of a <see cref="PlantedFault"/>.</summary>
    public const string FaultVariable = "TEST_REPLICA_FAULT";

    private const PosixSignal Forward = (PosixSignal)10;
    private const PosixSignal Back = (PosixSignal)12;

    /// <summary>Far more than the allowed skew of clocks, and less than the life of a token.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    public static Task<int> Main(string[] args)
    {
        ProcessSignals.Register();
        var serve = new Command("serve", "Runs a replica.");
        var flags = new SettingFlags(serve, SettingsTable.All);
        serve.SetAction((parsed, _) => RunAsync(parsed, flags));
        return new RootCommand("A replica for tests.") { serve }.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(ParseResult parsed, SettingFlags flags)
    {
        var time = new SteppedTime();
        using var forward = Handle(Forward, () => time.Step(Step));
        using var back = Handle(Back, () => time.Step(-Step));
        try
        {
            var server = await Build(flags.Load(parsed), time).StartAsync(ProcessSignals.Stopping);
            await using (server)
            {
                await Console.Out.WriteLineAsync($"Signet serves {server.Address.AbsoluteUri.TrimEnd('/')}");
                await server.WaitForShutdownAsync(CancellationToken.None);
            }

            return 0;
        }
        catch (Exception exception)
        {
            return await FailedStart.ReportAsync(exception, Console.Error, Microsoft.Extensions.Logging.LogLevel.Information);
        }
    }

    private static SignetServerBuilder Build(Server.Hosting.Options.ServerOptions options, TimeProvider time)
    {
        var fault = Enum.Parse<PlantedFault>(Environment.GetEnvironmentVariable(FaultVariable) ?? nameof(PlantedFault.None));
        return new SignetServerBuilder(options)
        {
            Time = time,
            Store = new StorePlan.FromFactory(async cancellationToken =>
            {
                var store = await EtcdStore.OpenAsync(options.Store.Etcd, time, cancellationToken);
                return fault is PlantedFault.None or PlantedFault.IgnoreFreshness ? store : new PlantedStore(store, (ILockingStore)store, fault);
            }),
            MoreServices = services =>
            {
                if (fault == PlantedFault.IgnoreFreshness)
                {
                    services.AddSingleton(new FreshnessOptions { MaxStaleness = TimeSpan.FromHours(1) });
                }
            },
            Logging = new LoggingPlan.Console(options.LogLevel),
            Lifetime = new LifetimePlan { StopToken = ProcessSignals.Stopping },
        };
    }

    private static PosixSignalRegistration Handle(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    });
}
