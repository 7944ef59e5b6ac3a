using System.Collections.Concurrent;
using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>
/// Disturbs one replica and one member of etcd at a time, chosen by a seed; compacts and defragments etcd meanwhile. A majority of etcd always lives.
/// </summary>
/// <param name="stage">What is disturbed.</param>
/// <param name="seed">Determines the faults.</param>
/// <param name="shortest">The shortest time of a fault.</param>
/// <param name="longest">The longest time of a fault.</param>
/// <param name="tell">Gets a line for each fault.</param>
internal sealed class HistoryFaults(HistoryStage stage, int seed, TimeSpan shortest, TimeSpan longest, Action<string> tell)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CompactionInterval = TimeSpan.FromSeconds(4);

    private static readonly FaultKind[] OfReplicas = [FaultKind.KillReplica, FaultKind.StopReplica, FaultKind.CutOffReplica, FaultKind.StepClock];
    private static readonly FaultKind[] OfEtcd = [FaultKind.KillEtcdLeader, FaultKind.StopEtcdMember, FaultKind.SlowDisk];

    private readonly ConcurrentDictionary<FaultKind, int> _injected = new();

    /// <summary>One sequence for replicas and one for etcd, so that neither depends on the speed of the other.</summary>
    private readonly SeededSequence _ofReplicas = new(seed);
    private readonly SeededSequence _ofEtcd = new(~seed);

    /// <summary>The number of faults of each kind.</summary>
    public IReadOnlyDictionary<FaultKind, int> Injected => _injected;

    /// <summary>The number of compactions with a defragmentation.</summary>
    public int Compactions { get; private set; }

    private HistoryReplica Stepped => stage.Replicas.First(replica => replica.HasStepper);

    /// <summary>Each fault once, in an order that the seed determines: those of replicas one after the other, and those of etcd at the same time.</summary>
    public Task RunRoundAsync() => Task.WhenAll(RunAsync(OfReplicas, _ofReplicas), RunAsync(OfEtcd, _ofEtcd));

    /// <summary>Compacts etcd and defragments its members in turn.</summary>
    public async Task CompactAsync(CancellationToken stop)
    {
        for (var member = 0; !stop.IsCancellationRequested; member++)
        {
            await Task.Delay(CompactionInterval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Compactions += await EtcdGateway.CompactAsync(stage.Etcd.Members[member % stage.Etcd.Members.Count], stage.Recorder.Position) ? 1 : 0;
        }
    }

    private async Task RunAsync(FaultKind[] kinds, SeededSequence sequence)
    {
        var left = kinds.ToList();
        while (left.Count > 0)
        {
            var kind = left[sequence.Next(left.Count)];
            left.Remove(kind);
            await DisturbAsync(kind, sequence);
            _injected.AddOrUpdate(kind, 1, (_, count) => count + 1);
            await Task.Delay(Rest);
        }
    }

    private async Task DisturbAsync(FaultKind kind, SeededSequence sequence)
    {
        var replica = stage.Replicas[sequence.Next(stage.Replicas.Count)];
        var member = stage.Etcd.Members[sequence.Next(stage.Etcd.Members.Count)];
        var isLeader = sequence.Next(2) == 0;
        var span = shortest + TimeSpan.FromMilliseconds(sequence.Next((int)(longest - shortest).TotalMilliseconds));
        if (kind == FaultKind.KillEtcdLeader || (kind == FaultKind.StopEtcdMember && isLeader))
        {
            member = await EtcdGateway.FindLeaderAsync(stage.Etcd.Members) ?? member;
        }

        var began = stage.Log.Now;
        var how = kind switch
        {
            FaultKind.KillReplica => await OfAsync(replica, KillAsync(replica, span)),
            FaultKind.StopReplica => await OfAsync(replica, replica.PauseAsync(span)),
            FaultKind.CutOffReplica => await OfAsync(replica, replica.CutOffAsync(span)),
            FaultKind.StepClock => await OfAsync(Stepped, Stepped.StepClockAsync(span)),
            FaultKind.KillEtcdLeader => await OfAsync(member, KillAsync(member, span)),
            FaultKind.StopEtcdMember => await OfAsync(member, PauseAsync(member, span)),
            _ => $"{member.Address}, {await SlowDisk.SlowAsync(member, span)}",
        };
        tell(string.Create(CultureInfo.InvariantCulture, $"{began:mm\\:ss\\.f} to {stage.Log.Now:mm\\:ss\\.f} {kind} {how}"));
    }

    private static async Task<string> OfAsync(HistoryReplica replica, Task fault)
    {
        await fault;
        return string.Create(CultureInfo.InvariantCulture, $"{replica.Number}");
    }

    private static async Task<string> OfAsync(EtcdMember member, Task fault)
    {
        await fault;
        return member.Address;
    }

    private static async Task KillAsync(HistoryReplica replica, TimeSpan span)
    {
        await replica.KillAsync();
        await Task.Delay(span);
        await replica.StartAsync();
    }

    /// <summary>A start is repeated when another process has taken a port meanwhile.</summary>
    private static async Task KillAsync(EtcdMember member, TimeSpan span)
    {
        await member.KillAsync();
        await Task.Delay(span);
        await Patience.UntilAsync(
            async () =>
            {
                await member.KillAsync();
                member.Start();
                return await member.IsServingAsync();
            },
            "the member of etcd serves again");
    }

    private static async Task PauseAsync(EtcdMember member, TimeSpan span)
    {
        await member.SignalAsync("STOP");
        await Task.Delay(span);
        await member.SignalAsync("CONT");
    }
}
