using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>Creates namespaces, which give the leader work, and deletes old ones. Only the history of etcd shows what the leader did.</summary>
internal sealed class NamespaceWorkload(IReadOnlyList<ApiClient> replicas, SeededSequence sequence)
{
    private const string Collection = "/api/v1/namespaces";
    private const int Kept = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await TryAsync(client => client.PostAsync(Collection, $$$"""{"metadata":{"name":"{{{NameOf(i)}}}"}}"""));
            if (i >= Kept)
            {
                await TryAsync(client => client.DeleteAsync($"{Collection}/{NameOf(i - Kept)}"));
            }

            await Task.Delay(Pause);
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"work-{number}");

    private async Task TryAsync(Func<ApiClient, Task> send)
    {
        try
        {
            await send(replicas[sequence.Next(replicas.Count)]);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The replica is dead or stopped.
        }
    }
}
