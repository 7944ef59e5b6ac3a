using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Signet.Testing;
using Signet.Tests.Serving.Keys;

namespace Signet.Tests.Hosting.Replicas;

/// <summary>What one replica acknowledged is seen by the others: at once by reads, and at the latest after --cache-freshness by reviews.</summary>
[Collection(OnEtcd.Name)]
public sealed class ReplicaFreshnessTests(SharedEtcd etcd)
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Write_OnOneReplica_IsReadListedAndReviewedOnTheOtherAtOnce()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        using var a = Client(await stage.ServeAsync("a"));
        using var b = Client(await stage.ServeAsync("b"));
        for (var i = 0; i < 10; i++)
        {
            var path = "/api/v1/namespaces/default/serviceaccounts";
            await a.CreateAsync(path, $$$"""{"metadata":{"name":"account{{{i}}}"}}""");

            Assert.Equal(HttpStatusCode.OK, (await ReadAsync(b, $"{path}/account{i}")).Code);
            Assert.Contains($"account{i}", NamesIn(await ReadAsync(b, path)));
            Assert.True(await b.IsAcceptedAsync(await a.IssueAsync($"account{i}")));
            Assert.Equal(HttpStatusCode.OK, (await a.DeleteAsync($"{path}/account{i}")).Code);
            Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(b, $"{path}/account{i}")).Code);
            Assert.DoesNotContain($"account{i}", NamesIn(await ReadAsync(b, path)));
        }
    }

    /// <summary>A review that is sent later than the freshness after the answer to the deletion is never positive.</summary>
    [Fact]
    public async Task Delete_PodOnOneReplica_EndsItsTokensOnTheOtherWithinTheFreshness()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        using var a = Client(await stage.ServeAsync("a"));
        using var b = Client(await stage.ServeAsync("b"));
        await a.UntilDefaultAccountAsync();
        for (var i = 0; i < 10; i++)
        {
            var token = await IssueForPodAsync(a, $"pod{i}");
            Assert.True(await b.IsAcceptedAsync(token));
            Assert.Equal(HttpStatusCode.OK, (await a.DeleteAsync($"{Pods}/pod{i}?gracePeriodSeconds=0")).Code);
            await AssertEndsInTimeAsync(b, token, Stopwatch.StartNew(), "the pod was gone");
        }
    }

    /// <summary>The other replica may not have seen the deletion; it asks before it hands out a token.</summary>
    [Fact]
    public async Task Delete_AccountOrPodOnOneReplica_NoTokenForItIsIssuedOnTheOther()
    {
        const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
        await using var stage = await ReplicaStage.StartAsync(etcd);
        using var a = Client(await stage.ServeAsync("a"));
        using var b = Client(await stage.ServeAsync("b"));
        await a.UntilDefaultAccountAsync();
        for (var i = 0; i < 20; i++)
        {
            await a.CreateAsync(Accounts, $$$"""{"metadata":{"name":"gone{{{i}}}"}}""");
            await b.IssueAsync($"gone{i}");
            var spec = await PodSpecAsync(a, $"pod{i}");
            await b.IssueAsync("default", spec);

            Assert.Equal(HttpStatusCode.OK, (await a.DeleteAsync($"{Accounts}/gone{i}")).Code);
            Assert.Equal(HttpStatusCode.NotFound, (await RequestAsync(b, $"gone{i}", "{}")).Code);
            Assert.Equal(HttpStatusCode.OK, (await a.DeleteAsync($"{Pods}/pod{i}?gracePeriodSeconds=0")).Code);
            Assert.Equal(HttpStatusCode.NotFound, (await RequestAsync(b, "default", spec)).Code);
        }
    }

    /// <summary>
    /// The replica that revoked a key refuses its tokens at once, the other one after the freshness; both accept tokens of the next key at once.
    /// </summary>
    [Fact]
    public async Task Revoke_KeyOnOneReplica_EndsItsTokensOnTheOtherWithinTheFreshness()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        using var a = Client(await stage.ServeAsync("a"));
        using var b = Client(await stage.ServeAsync("b"));
        await a.UntilDefaultAccountAsync();
        for (var i = 0; i < 5; i++)
        {
            var token = await a.IssueAsync("default");
            Assert.True(await b.IsAcceptedAsync(token));
            var key = new JsonWebToken(token).Kid;
            await a.CreateAsync(KeyServer.Operations, KeyServer.Operation("Revoke", $",\"keyID\":\"{key}\",\"confirmed\":true"));
            var since = Stopwatch.StartNew();
            Assert.False(await a.IsAcceptedAsync(token));
            Assert.True(await b.IsAcceptedAsync(await a.IssueAsync("default")));
            await AssertEndsInTimeAsync(b, token, since, "its key was revoked");
        }
    }

    /// <summary>The replica that is cut off knows nothing of the deletion; it refuses to answer instead.</summary>
    [Fact]
    public async Task CutOff_LongerThanTheFreshness_AnswersWith503UntilItIsConnected()
    {
        await using var stage = await ReplicaStage.StartAsync(etcd);
        var link = stage.Link();
        using var a = Client(await stage.ServeAsync("a"));
        using var b = Client(await stage.ServeOverAsync("b", link));
        await a.UntilDefaultAccountAsync();
        var token = await IssueForPodAsync(a, "pod");
        Assert.True(await b.IsAcceptedAsync(token));

        link.CutOff();
        var since = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, (await a.DeleteAsync($"{Pods}/pod?gracePeriodSeconds=0")).Code);

        await Patience.UntilAsync(
            async () =>
            {
                var sent = since.Elapsed;
                var review = await b.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{token}}}"}}""");
                if (review.Code == HttpStatusCode.Created)
                {
                    Assert.True(sent <= Freshness, $"answered {sent} after the connection was lost");
                    return false;
                }

                Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (review.Code, review.Headers.RetryAfter?.Delta));
                return true;
            },
            "reviews are not answered any more");
        foreach (var path in (string[])[$"{Pods}/pod", Pods, "/api/v1/namespaces/default/serviceaccounts/default"])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await b.GetAsync(path)).Code);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await b.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", "{}")).Code);
        await Patience.UntilAsync(async () => (await b.GetAsync("/readyz")).Code == HttpStatusCode.InternalServerError, "/readyz fails");
        link.CutAndMend();
        var ready = await b.GetAsync("/readyz?verbose");
        await Patience.UntilAsync(
            async () => (ready = await b.GetAsync("/readyz?verbose")).Code == HttpStatusCode.OK, () => $"/readyz succeeds again: {ready.Body}");
        Assert.False(await b.IsAcceptedAsync(token));
        Assert.Equal(HttpStatusCode.NotFound, (await ReadAsync(b, $"{Pods}/pod")).Code);
    }

    /// <summary>A review that is sent later than the freshness after the end of a token is never positive.</summary>
    private static async Task AssertEndsInTimeAsync(ApiClient client, string token, Stopwatch since, string end)
    {
        var sent = since.Elapsed;
        while (await client.IsAcceptedAsync(token))
        {
            Assert.True(sent <= Freshness, $"accepted {sent} after {end}");
            sent = since.Elapsed;
        }
    }

    private static ApiClient Client(SignetInProcess server) => new(server.CreateClient(asAdministrator: true));

    private static Task<ApiAnswer> ReadAsync(ApiClient client, string path) => ApiClient.AnsweredAsync(() => client.GetAsync(path));

    private static IEnumerable<string?> NamesIn(ApiAnswer list) => ((JsonArray)list.Json["items"]!).Select(item => (string?)item!["metadata"]!["name"]);

    private static async Task<string> IssueForPodAsync(ApiClient client, string name) => await client.IssueAsync("default", await PodSpecAsync(client, name));

    /// <summary>A token request.</summary>
    private static Task<ApiAnswer> RequestAsync(ApiClient client, string account, string spec) => ApiClient.AnsweredAsync(() =>
        client.PostAsync($"/api/v1/namespaces/default/serviceaccounts/{account}/token", $$"""{"spec":{{spec}}}"""));

    /// <summary>Creates a pod; the spec of a request for a token that is bound to it.</summary>
    private static async Task<string> PodSpecAsync(ApiClient client, string name)
    {
        var pod = await client.CreateAsync(
            Pods,
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"serviceAccountName":"default","containers":[{"name":"c","image":"i"}]}}""");
        var spec = new JsonObject
        {
            ["boundObjectRef"] = new JsonObject { ["kind"] = "Pod", ["apiVersion"] = "v1", ["name"] = name, ["uid"] = (string?)pod["metadata"]!["uid"] },
        };
        return spec.ToJsonString();
    }
}
