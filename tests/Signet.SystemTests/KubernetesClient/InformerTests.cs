using k8s;
using k8s.Models;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>An informer over 1,000 objects gets every change once and in order, and recovers from expired revisions.</summary>
public sealed class InformerTests(ClientServer server) : IClassFixture<ClientServer>
{
    private const int Objects = 1000;
    private const int EventsKept = 4096;
    private static readonly ParallelOptions Many = new() { MaxDegreeOfParallelism = 32 };
    private IKubernetes Client => server.Client;

    [Fact]
    public async Task Informer_ThroughChangesAndExpiry_HasTheStateOfTheServer()
    {
        const string Namespace = "informer";
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new() { Name = Namespace } });
        await CreateAsync(Namespace, 0, Objects / 2);
        await using var informer = new Informer(Client, Namespace);
        informer.Start();

        await CreateAsync(Namespace, Objects / 2, Objects);
        await UpdateAsync(Namespace, "first", i => i % 3 == 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, Objects).Where(i => i % 10 == 1), Many, async (i, _) =>
            await Client.CoreV1.DeleteNamespacedServiceAccountAsync(Name(i), Namespace));
        await AssertSameAsync(informer, Namespace, "changed");
        Assert.Equal(0, informer.Expirations);

        await informer.DisconnectAsync();
        for (var (round, events) = (0, 0); events <= EventsKept; round++)
        {
            events += await UpdateAsync(Namespace, $"round-{round}", i => i % 10 != 1);
        }

        informer.Reconnect();
        await AssertSameAsync(informer, Namespace, "expired");
        Assert.Equal(1, informer.Expirations);

        await Parallel.ForEachAsync(Enumerable.Range(0, Objects).Where(i => i % 10 == 2), Many, async (i, _) =>
            await Client.CoreV1.DeleteNamespacedServiceAccountAsync(Name(i), Namespace));
        await AssertSameAsync(informer, Namespace, "again");
        Assert.Equal(1, informer.Expirations);
    }

    private static string Name(int i) => $"account-{i:D4}";

    private Task CreateAsync(string ns, int from, int to) => Parallel.ForEachAsync(Enumerable.Range(from, to - from), Many, async (i, _) =>
        await Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new() { Name = Name(i) } }, ns));

    private async Task<int> UpdateAsync(string ns, string round, Func<int, bool> which)
    {
        var chosen = Enumerable.Range(0, Objects).Where(which).ToList();
        var patch = new V1Patch($$$"""{"metadata":{"labels":{"round":"{{{round}}}"} } }""", V1Patch.PatchType.MergePatch);
        await Parallel.ForEachAsync(chosen, Many, async (i, _) => await Client.CoreV1.PatchNamespacedServiceAccountAsync(patch, Name(i), ns));
        return chosen.Count;
    }

    // Events are in order: after the last object, all others have been received.
    private async Task AssertSameAsync(Informer informer, string ns, string last)
    {
        await Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new() { Name = last } }, ns);
        await informer.UntilHasAsync(last);
        var held = await Client.CoreV1.ListNamespacedServiceAccountAsync(ns);
        Assert.Equal(held.Items.ToDictionary(item => item.Name(), item => item.ResourceVersion()), informer.Versions);
    }
}
