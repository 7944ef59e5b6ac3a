using System.Net;
using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>etcd's space quota is used up, and its operator makes space (docs/operations.md, *etcd is full*).</summary>
public sealed class FullEtcdTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const int ValueLength = 300_000;

    [Fact]
    public async Task Full_ReadsAndTokensGoOn_AndWritesAfterTheOperatorMadeSpace()
    {
        await using var replicas = await ReplicaProcesses.StartAsync("--quota-backend-bytes", "6000000");
        await using var server = await replicas.ServeAsync("a");
        using var client = new ApiClient(server.CreateClient(asAdministrator: true));
        await client.UntilDefaultAccountAsync();
        await client.CreateAsync(Secrets, """{"metadata":{"name":"small"}}""");
        var token = await client.IssueAsync("default");
        Assert.Equal(HttpStatusCode.Created, (await WriteAsync(client, 0)).Code);
        var version = 1;
        await Patience.UntilAsync(async () => (await WriteAsync(client, version++)).Code == HttpStatusCode.InsufficientStorage, "etcd is full");

        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).Code == HttpStatusCode.InternalServerError, "/readyz fails");
        Assert.Equal(HttpStatusCode.OK, (await ApiClient.AnsweredAsync(() => client.GetAsync("/readyz?exclude=disk"))).Code);
        var refused = await client.DeleteAsync($"{Secrets}/small");
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.Code);
        Assert.Contains("has used up its space", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ApiClient.AnsweredAsync(() => client.GetAsync($"{Secrets}/small"))).Code);
        Assert.True(await client.IsAcceptedAsync(token));
        Assert.True(await client.IsAcceptedAsync(await client.IssueAsync("default")));

        using (var etcd = new EtcdOperator(replicas.Etcd.Members[0]))
        {
            await etcd.MakeSpaceAsync();
        }

        await Patience.UntilAsync(async () => (await WriteAsync(client, version)).Code == HttpStatusCode.OK, "writes are accepted again");
        await Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).Code == HttpStatusCode.OK, "/readyz succeeds again");
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"{Secrets}/small")).Code);
        Assert.True(await client.IsAcceptedAsync(token));
    }

    /// <summary>Creates (version 0) or replaces a large secret: only its history grows.</summary>
    private static Task<ApiAnswer> WriteAsync(ApiClient client, int version)
    {
        var value = Convert.ToBase64String(Enumerable.Repeat((byte)version, ValueLength).ToArray());
        var body = $$$"""{"metadata":{"name":"large"},"data":{"a":"{{{value}}}"}}""";
        return version == 0 ? client.PostAsync(Secrets, body) : client.PutAsync($"{Secrets}/large", body);
    }
}
