using System.Net;
using Signet.Testing;

namespace Signet.Tests.Hosting.Replicas;

/// <summary>What etcd does not take is answered with what a client can do.</summary>
[Collection(OnEtcd.Name)]
public sealed class ReplicaLimitTests(SharedEtcd etcd)
{
    /// <summary>The largest object that Signet takes: the request to etcd has more than its value.</summary>
    [Fact]
    public async Task Create_ObjectLargerThanEtcdTakes_Is413AndChangesNothing()
    {
        const string Roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        await using var stage = await ReplicaStage.StartAsync(etcd);
        using var admin = new ApiClient((await stage.ServeAsync("a")).CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();

        ApiAnswer answer;
        var length = 1536 * 1024;
        do
        {
            length -= 50;
            answer = await admin.PostAsync(Roles, Role("large", new string('x', length)));
        }
        while (((string?)answer.Json["message"])?.Contains("would be stored in", StringComparison.Ordinal) == true);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge"), (answer.Code, (string?)answer.Json["reason"]));
        Assert.Equal("Request entity too large: the store does not take an object of this size; nothing was changed", (string?)answer.Json["message"]);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"{Roles}/large")).Code);
        await admin.CreateAsync(Roles, Role("small", "x"));
    }

    private static string Role(string name, string pod) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["{{{pod}}}"]}]}""";
}
