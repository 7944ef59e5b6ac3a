using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Controllers.Namespaces;
using Signet.Testing;

namespace Signet.Tests.Controllers.Faults;

/// <summary>Clients that cause work for every controller. The results go to <see cref="AcknowledgedWrites"/>.</summary>
internal sealed class FaultLoad(Func<ObjectWriter> writer, int seed)
{
    /// <summary>The namespace that is not deleted.</summary>
    public const string Namespace = "stays";

    private static readonly PropagationPolicy[] Policies = [PropagationPolicy.Background, PropagationPolicy.Foreground, PropagationPolicy.Orphan];
    private readonly List<AcknowledgedWrites> _writes = [];
    private int _count;

    /// <summary>The results of each client's writes.</summary>
    public IReadOnlyList<AcknowledgedWrites> Writes => _writes;

    /// <summary>Runs all clients until stopped; each completes its current call.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        var clients = new List<Task>();
        for (var i = 0; i < 4; i++)
        {
            var (writes, client) = (new AcknowledgedWrites(), i);
            _writes.Add(writes);
            clients.Add(RepeatAsync(client, random => WriteOwnAsync(client, random, writes), stop));
        }

        clients.Add(RepeatAsync(10, MakeFamilyAsync, stop));
        clients.Add(RepeatAsync(11, MakeFamilyAsync, stop));
        clients.Add(RepeatAsync(12, _ => MakeAndDeleteNamespaceAsync(), stop));
        clients.Add(RepeatAsync(13, _ => CreateAsync(KubernetesKinds.Pods, Name("p"), """ "spec":{"nodeName":"missing","containers":[{"name":"c","image":"i"}]} """), stop));
        clients.Add(RepeatAsync(14, ChangeRolesAsync, stop));
        clients.Add(RepeatAsync(15, _ => CreateAsync(KubernetesKinds.Events, Name("e"), $$""" "involvedObject":{"namespace":"{{Namespace}}"},"reason":"r","message":"m" """), stop));
        clients.Add(RepeatAsync(16, _ => ChangeAsync(KubernetesKinds.ConfigMaps, RootCertificates.Name, map => map.EnsureSection("data")["ca.crt"] = "spoilt"), stop));
        return Task.WhenAll(clients);
    }

    /// <summary>Creates an object; true when it was created, null when the result is unknown.</summary>
    public Task<bool?> CreateAsync(
        ResourceDefinition resource, string name, string more = "", string moreMetadata = "", string ns = Namespace) => TryAsync(async () =>
    {
        var json = $$"""{"metadata":{"name":"{{name}}"{{(moreMetadata.Length == 0 ? "" : ",")}}{{moreMetadata}}}{{(more.Length == 0 ? "" : ",")}}{{more}}}""";
        var document = new ObjectDocument((JsonObject)JsonNode.Parse(json)!);
        document.Metadata.Namespace = resource.Namespaced ? ns : "";
        resource.Strategy.ApplyDefaults(document);
        return (await writer().CreateAsync(resource, document, Request(), default)).Error;
    });

    private static async Task RepeatAsync(int client, Func<SeededSequence, Task> step, CancellationToken stop)
    {
        var random = new SeededSequence(client);
        while (!stop.IsCancellationRequested)
        {
            await step(random);
            await Task.Delay(random.Next(20), CancellationToken.None);
        }
    }

    private async Task WriteOwnAsync(int client, SeededSequence random, AcknowledgedWrites writes)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"own-{client}-{random.Next(5)}");
        var value = Name("v");
        var key = new ObjectKey(Namespace, name);
        switch (random.Next(4))
        {
            case 0:
                writes.Note(key, value, await CreateAsync(KubernetesKinds.ConfigMaps, name, $$""" "data":{"value":"{{value}}"} """));
                break;
            case 1:
                writes.Note(key, null, await DeleteAsync(KubernetesKinds.ConfigMaps, name, PropagationPolicy.Background));
                break;
            default:
                writes.Note(key, value, await ChangeAsync(KubernetesKinds.ConfigMaps, name, map => map.EnsureSection("data")["value"] = value));
                break;
        }
    }

    /// <summary>Creates an owner with dependents, and deletes it.</summary>
    private async Task MakeFamilyAsync(SeededSequence random)
    {
        var owner = Name("owner");
        string? uid = null;
        await TryAsync(async () =>
        {
            var document = new ObjectDocument((JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"{{{owner}}}","namespace":"{{{Namespace}}}"}}""")!);
            KubernetesKinds.Secrets.Strategy.ApplyDefaults(document);
            var made = await writer().CreateAsync(KubernetesKinds.Secrets, document, Request(), default);
            uid = made.TryGetValue(out var result, out var error) ? result.Uid : null;
            return error;
        });
        if (uid is null)
        {
            return;
        }

        for (var i = random.Next(4); i > 0; i--)
        {
            await CreateAsync(KubernetesKinds.ConfigMaps, Name("dependent"), moreMetadata:
                $$""" "ownerReferences":[{"apiVersion":"v1","kind":"Secret","name":"{{owner}}","uid":"{{uid}}","blockOwnerDeletion":true}] """);
        }

        while (await DeleteAsync(KubernetesKinds.Secrets, owner, Policies[random.Next(Policies.Length)]) is null)
        {
            // A client repeats a request whose answer was lost.
        }
    }

    private async Task MakeAndDeleteNamespaceAsync()
    {
        var ns = Name("passes");
        await CreateAsync(KubernetesKinds.Namespaces, ns);
        await CreateAsync(KubernetesKinds.Secrets, "s", ns: ns);
        await CreateAsync(KubernetesKinds.Pods, "p", """ "spec":{"containers":[{"name":"c","image":"i"}]} """, ns: ns);
        await DeleteAsync(KubernetesKinds.Namespaces, ns, PropagationPolicy.Background);
    }

    private async Task ChangeRolesAsync(SeededSequence random)
    {
        var resource = random.Next(2) == 0 ? "pods" : "secrets";
        var rules = $$"""[{"apiGroups":[""],"resources":["{{resource}}"],"verbs":["get"]}]""";
        if (await ChangeAsync(KubernetesKinds.ClusterRoles, "source", role => role.Root["rules"] = JsonNode.Parse(rules)) == false)
        {
            await CreateAsync(KubernetesKinds.ClusterRoles, "source", $"\"rules\":{rules}", """ "labels":{"gather":"yes"} """);
            await CreateAsync(KubernetesKinds.ClusterRoles, "gathers", """ "aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"gather":"yes"}}]},"rules":[] """);
        }
    }

    private Task<bool?> ChangeAsync(
        ResourceDefinition resource, string name, Action<ObjectDocument> change) => TryAsync(async () => (await writer().UpdateAsync(
        resource,
        new ObjectKey(resource.Namespaced ? Namespace : "", name),
        document =>
        {
            change(document);
            return document;
        },
        UpdateScope.System,
        Request(),
        default)).Error);

    private Task<bool?> DeleteAsync(ResourceDefinition resource, string name, PropagationPolicy policy) => TryAsync(async () => (await writer().DeleteAsync(
        resource,
        new ObjectKey(resource.Namespaced ? Namespace : "", name),
        new DeleteRequest { Now = TimeProvider.System.GetUtcNow(), Propagation = policy },
        default)).Error);

    private static async Task<bool?> TryAsync(Func<Task<StatusError?>> call)
    {
        try
        {
            return await call() is null;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or InvalidOperationException)
        {
            return null;
        }
    }

    private static WriteRequest Request() => new() { Now = TimeProvider.System.GetUtcNow() };

    private string Name(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{seed}-{Interlocked.Increment(ref _count)}");
}
