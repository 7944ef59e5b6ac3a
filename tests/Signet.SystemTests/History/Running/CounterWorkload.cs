using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>Increments counters by a read, and a write with the resourceVersion that was read; lists all objects at times.</summary>
internal sealed class CounterWorkload(HistoryClient client, SeededSequence sequence)
{
    private const int ListedOneOf = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<string> Names { get; } = ["counter-a", "counter-b", "counter-c"];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var name = Names[sequence.Next(Names.Count)];
            if (sequence.Next(ListedOneOf) == 0)
            {
                await client.ListAsync();
            }
            else if (await client.ReadAsync(name) is { } read)
            {
                await client.IncrementAsync(name, read);
            }

            await Task.Delay(Pause);
        }
    }
}
