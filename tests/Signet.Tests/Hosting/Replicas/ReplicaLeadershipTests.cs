using System.Net;
using Signet.Testing;
using Signet.Tests.Serving.Keys;

namespace Signet.Tests.Hosting.Replicas;

/// <summary>One replica leads at a time, and another one follows it.</summary>
[Collection(OnEtcd.Name)]
public sealed class ReplicaLeadershipTests(SharedEtcd etcd)
{
    /// <summary>The lock is given up, not left to expire: when the first has stopped it does not hold it any more.</summary>
    [Fact]
    public async Task Stop_Leader_GivesTheLockUpAndTheOtherLeads()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        var first = await stage.ServeAsync("a");
        var second = await stage.ServeAsync("b");
        using var client = new ApiClient(second.CreateClient(asAdministrator: true));

        await first.Server.StopAsync(TestContext.Current.CancellationToken);

        Assert.False(await stage.LeadsAsync(first));
        await stage.UntilLeadsAsync(second);
        await CreateNamespaceAsync(client, "after");
        await client.UntilFoundAsync("/api/v1/namespaces/after/serviceaccounts/default");
    }

    /// <summary>The first replica ends its services of the leader before the second one leads, and works again as a replica when it is connected.</summary>
    [Fact]
    public async Task CutOff_Leader_StopsItsServicesAndTheOtherLeads()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        var link = stage.Link();
        var first = await stage.ServeOverAsync("a", link);
        var second = await stage.ServeAsync("b");
        Assert.True(await stage.LeadsAsync(first));

        link.CutOff();
        await stage.UntilLeadsAsync(second);

        await first.UntilSaysAsync("This replica no longer leads");
        using var other = new ApiClient(second.CreateClient(asAdministrator: true));
        await CreateNamespaceAsync(other, "one");
        await other.UntilFoundAsync("/api/v1/namespaces/one/serviceaccounts/default");
        link.CutAndMend();
        using var client = new ApiClient(first.CreateClient(asAdministrator: true));
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).Code == HttpStatusCode.OK, "the first replica is ready again");
        await CreateNamespaceAsync(client, "two");
        await client.UntilFoundAsync("/api/v1/namespaces/two/serviceaccounts/default");
        Assert.True(await stage.LeadsAsync(second));
        Assert.Contains("another replica is the leader", (await client.GetAsync("/readyz?verbose")).Body, StringComparison.Ordinal);
    }

    /// <summary>Keys are changed by the replica that is asked; the others verify with them.</summary>
    [Fact]
    public async Task Rotate_OnAReplicaThatDoesNotLead_IsInForceOnAll()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        var first = await stage.ServeAsync("a");
        var second = await stage.ServeAsync("b");
        using var a = new ApiClient(first.CreateClient(asAdministrator: true));
        using var b = new ApiClient(second.CreateClient(asAdministrator: true));
        await a.UntilDefaultAccountAsync();
        var former = await a.IssueAsync("default");

        await b.CreateAsync(KeyServer.Operations, KeyServer.Operation("Prepare"));
        await Patience.UntilAsync(() => Task.FromResult(first.Server.Parts.Keys.Current.Keys.Count == 2), "the first replica has the next key");
        await b.CreateAsync(KeyServer.Operations, KeyServer.Operation("Rotate", ""","confirmed":true"""));
        var token = await b.IssueAsync("default");

        foreach (var client in (ApiClient[])[a, b])
        {
            Assert.True(await client.IsAcceptedAsync(token));
            Assert.True(await client.IsAcceptedAsync(former));
        }
    }

    /// <summary>Creates a namespace; a conflict after a 503 is that of the first attempt.</summary>
    private static async Task CreateNamespaceAsync(ApiClient client, string name)
    {
        var answer = await ApiClient.AnsweredAsync(() => client.PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}"""));
        Assert.True(answer.Code is HttpStatusCode.Created or HttpStatusCode.Conflict, answer.Body);
    }
}
