using k8s;
using k8s.Models;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>Every kind with its type of the .NET client.</summary>
public sealed class TypedClientTests(ClientServer server) : IClassFixture<ClientServer>
{
    private IKubernetes Client => server.Client;

    public static IEnumerable<TheoryDataRow<string>> Kinds => TypedKind.All.Keys.Select(plural => new TheoryDataRow<string>(plural));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Walk_EveryKind_CreatedReadListedPatchedReplacedDeleted(string plural)
    {
        Assert.SkipUnless((await ServedAsync()).Contains(plural), $"{plural} are not served yet (issue 5)");

        await TypedKind.All[plural].WalkAsync(Client);
    }

    [Fact]
    public async Task Kinds_ServedAndPatchable_AreAllWalked() => Assert.Empty((await ServedAsync()).Except(TypedKind.All.Keys));

    [Fact]
    public async Task Apply_TwoManagers_ShareAnAccountAndConflict()
    {
        await ApplyAsync("one", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"applied","labels":{"a":"1"}}}""");
        var applied = await ApplyAsync("two", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"applied","labels":{"b":"2"}}}""");

        Assert.Equal(["a", "b"], applied.Labels().Keys.Order());
        Assert.Equal(["one", "two"], applied.Metadata.ManagedFields.Select(entry => entry.Manager).Order());
        var conflict = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(() =>
            ApplyAsync("two", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"applied","labels":{"a":"2"}}}"""));
        Assert.Equal(System.Net.HttpStatusCode.Conflict, conflict.Response.StatusCode);
        using var status = System.Text.Json.JsonDocument.Parse(conflict.Response.Content);
        Assert.Contains("conflict with \"one\"", status.RootElement.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    private Task<V1ServiceAccount> ApplyAsync(string manager, string json) => Client.CoreV1.PatchNamespacedServiceAccountAsync(
        new V1Patch(json, V1Patch.PatchType.ApplyPatch), "applied", "default", fieldManager: manager);

    private async Task<HashSet<string>> ServedAsync()
    {
        var resources = (await Client.CoreV1.GetAPIResourcesAsync()).Resources.Select(resource => (Group: "", Resource: resource)).ToList();
        foreach (var group in (await Client.Apis.GetAPIVersionsAsync()).Groups)
        {
            var preferred = group.PreferredVersion;
            var served = await Client.CustomObjects.GetAPIResourcesAsync(group.Name, preferred.Version);
            resources.AddRange(served.Resources.Select(resource => (group.Name, resource)));
        }

        return
        [
            .. resources.Where(entry => entry.Resource.Verbs.Contains("patch") && !entry.Resource.Name.Contains('/', StringComparison.Ordinal))
                .Select(entry => TypedKind.NameOf(entry.Group, entry.Resource.Name)),
        ];
    }
}
