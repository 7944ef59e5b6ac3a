using Signet.Bench.Load;

// signet-bench-load quiet URL SECONDS CALLERS RATE: see bench/overload.sh
if (args is ["quiet", .. var probe])
{
    await OverloadProbe.RunAsync(probe);
    return;
}

// signet-bench-load metrics: see bench/issue.sh
if (args is ["metrics"])
{
    MetricsBench.Run();
    return;
}

// signet-bench-load soak URL SECONDS PROCESS: see bench/soak.sh
if (args is ["soak", .. var soak])
{
    await SoakBench.RunAsync(soak);
    return;
}

// signet-bench-load [OBJECTS] [WATCHERS] [EVENTS] [IDLE] [BINDINGS] [PODS]
var numbers = args.Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
int Number(int index, int standard) => index < numbers.Length ? numbers[index] : standard;

AccessBench.Run(Number(4, 10_000));
NodeBench.Run(Number(5, 30_000));
await ObjectsBench.RunAsync(Number(0, 100_000));
await WatchBench.RunAsync(Number(1, 1_000), Number(2, 1_000), Number(3, 10_000));
