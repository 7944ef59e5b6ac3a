using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Signet.Testing;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>A kind with the types of its objects and lists.</summary>
internal sealed record TypedKind<T, TList>(string Group, string Version, string Plural, bool Namespaced, Func<T> Make) : TypedKind(Group, Version, Plural)
    where T : IKubernetesObject<V1ObjectMeta>
    where TList : IKubernetesObject<V1ListMeta>, IItems<T>
{
    private const string Namespace = "default";
    private const string Name = "walk";

    /// <inheritdoc/>
    public override bool IsNamespaced => Namespaced;

    /// <inheritdoc/>
    public override async Task WalkAsync(IKubernetes client)
    {
        using var generic = new GenericClient(client, Group, Version, Plural, disposeClient: false);
        var sent = Make();
        sent.Metadata = new V1ObjectMeta { Name = Name, Labels = new Dictionary<string, string> { ["step"] = "create" } };

        var created = await CreateAsync(generic, sent);
        Assert.NotNull(created.Uid());
        Assert.Equal("create", created.GetLabel("step"));
        Assert.Equal(created.ResourceVersion(), (await ReadAsync(generic)).ResourceVersion());
        Assert.Contains(await ListAsync(generic), item => item.Name() == Name);

        await PatchAsync(generic, V1Patch.PatchType.JsonPatch, "json", """[{"op":"test","path":"/metadata/labels/step","value":"create"},{"op":"replace","path":"/metadata/labels/step","value":"json"}]""");
        await PatchAsync(generic, V1Patch.PatchType.MergePatch, "merge", """{"metadata":{"labels":{"step":"merge"}}}""");
        var patched = await PatchAsync(generic, V1Patch.PatchType.StrategicMergePatch, "strategic", """{"metadata":{"labels":{"step":"strategic"},"finalizers":["signet.test/walk"]}}""");
        Assert.Equal(["signet.test/walk"], patched.Finalizers());
        Assert.Equal(created.Uid(), patched.Uid());

        patched.Metadata.Finalizers = null;
        patched.SetLabel("step", "replace");
        var replaced = await ReplaceAsync(generic, patched);
        Assert.Equal("replace", replaced.GetLabel("step"));
        Assert.NotEqual(patched.ResourceVersion(), replaced.ResourceVersion());

        await DeleteAsync(generic);
        await UntilGoneAsync(generic);
    }

    private Task<T> CreateAsync(GenericClient client, T item) => Namespaced ? client.CreateNamespacedAsync(item, Namespace) : client.CreateAsync(item);

    private Task<T> ReadAsync(GenericClient client) => Namespaced ? client.ReadNamespacedAsync<T>(Namespace, Name) : client.ReadAsync<T>(Name);

    private async Task<IList<T>> ListAsync(GenericClient client) =>
        (Namespaced ? await client.ListNamespacedAsync<TList>(Namespace) : await client.ListAsync<TList>()).Items;

    private Task<T> ReplaceAsync(GenericClient client, T item) =>
        Namespaced ? client.ReplaceNamespacedAsync(item, Namespace, Name) : client.ReplaceAsync(item, Name);

    private async Task<T> PatchAsync(GenericClient client, V1Patch.PatchType type, string step, string content)
    {
        var patch = new V1Patch(content, type);
        var patched = Namespaced ? await client.PatchNamespacedAsync<T>(patch, Namespace, Name) : await client.PatchAsync<T>(patch, Name);
        Assert.Equal(step, patched.GetLabel("step"));
        return patched;
    }

    // The answer is the object or a Status, depending on the kind.
    private Task<V1Status> DeleteAsync(GenericClient client) =>
        Namespaced ? client.DeleteNamespacedAsync<V1Status>(Namespace, Name) : client.DeleteAsync<V1Status>(Name);

    // A namespace is deleted when it is empty; other objects are deleted at once.
    private Task UntilGoneAsync(GenericClient client) => Patience.UntilAsync(
        async () =>
        {
            try
            {
                await ReadAsync(client);
                Assert.True(typeof(T) == typeof(V1Namespace), $"{Plural} {Name} is still there");
                return false;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
            {
                return true;
            }
        },
        $"{Plural} {Name} is gone");
}
