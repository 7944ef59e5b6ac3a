using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>Disturbs replicas and members of etcd, one at a time, chosen by a seed; compacts and defragments etcd meanwhile. A majority of etcd always lives.</summary>
/// <param name="stage">What is disturbed.</param>
/// <param name="sequence">Selects the faults.</param>
/// <param name="shortest">The shortest time of a fault.</param>
/// <param name="longest">The longest time of a fault.</param>
/// <param name="tell">Gets a line for each fault.</param>
internal sealed class HistoryFaults(HistoryStage stage, SeededSequence sequence, TimeSpan shortest, TimeSpan longest, Action<string> tell)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CompactionInterval = TimeSpan.FromSeconds(4);
    private readonly Dictionary<FaultKind, int> _injected = [];

    /// <summary>The number of faults of each kind.</summary>
    public IReadOnlyDictionary<FaultKind, int> Injected => _injected;

    /// <summary>The number of compactions with a defragmentation.</summary>
    public int Compactions { get; private set; }

    /// <summary>Each fault once, in an order that the seed determines.</summary>
    public async Task RunRoundAsync()
    {
        var left = Enum.GetValues<FaultKind>().ToList();
        while (left.Count > 0)
        {
            var kind = left[sequence.Next(left.Count)];
            left.Remove(kind);
            await DisturbAsync(kind);
            _injected[kind] = _injected.GetValueOrDefault(kind) + 1;
            await Task.Delay(Rest);
        }
    }

    /// <summary>Compacts etcd and defragments its members in turn.</summary>
    public async Task CompactAsync(CancellationToken stop)
    {
        for (var member = 0; !stop.IsCancellationRequested; member++)
        {
            await Task.Delay(CompactionInterval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EtcdGateway.CompactAsync(stage.Etcd.Members[member % stage.Etcd.Members.Count], stage.Recorder.Position);
            Compactions++;
        }
    }

    private async Task DisturbAsync(FaultKind kind)
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

    private HistoryReplica Stepped => stage.Replicas.First(replica => replica.HasStepper);

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
