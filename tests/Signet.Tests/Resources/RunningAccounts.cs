using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources;

/// <summary>A running cache with a writer; the namespace <c>ns</c> exists.</summary>
internal sealed class RunningAccounts : IAsyncDisposable
{
    private readonly RunningCache _running;

    private RunningAccounts(ObjectCacheOptions? options)
    {
        _running = RunningCache.Start(options);
        Writer = new ObjectWriter(View, Store, ServedKinds.Registry, new CountingUids(), TimeProvider.System);
    }

    public FakeTimeProvider Time => _running.Time;

    public IObjectStore Store => _running.Store;

    public ObjectCache Cache => _running.Cache;

    public ObjectView View => _running.View;

    public ObjectWriter Writer { get; }

    private static WriteRequest Request { get; } = new() { Now = DateTimeOffset.UnixEpoch };

    public static async Task<RunningAccounts> StartAsync(ObjectCacheOptions? options = null)
    {
        var running = new RunningAccounts(options);
        await running.CreateAsync(KubernetesKinds.Namespaces, """{"metadata":{"name":"ns"}}""");
        return running;
    }

    /// <summary>Creates an object in the namespace <c>ns</c>.</summary>
    public async Task<Revision> CreateAsync(ResourceDefinition resource, string json, string ns = "ns")
    {
        var document = new ObjectDocument((JsonObject)JsonNode.Parse(json)!);
        document.Metadata.Namespace = resource.Namespaced ? ns : "";
        resource.Strategy.ApplyDefaults(document);
        return RevisionOf((await Writer.CreateAsync(resource, document, Request, default)).Value);
    }

    /// <summary>Creates a service account with labels <c>k=v,…</c>.</summary>
    public Task<Revision> CreateAccountAsync(string name, string labels = "", string ns = "ns")
    {
        var document = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Labels(labels) } };
        return CreateAsync(KubernetesKinds.ServiceAccounts, document.ToJsonString(), ns);
    }

    /// <summary>Replaces the labels of a service account.</summary>
    public async Task<Revision> LabelAccountAsync(string name, string labels, string ns = "ns")
    {
        var written = await Writer.UpdateAsync(
            KubernetesKinds.ServiceAccounts,
            new ObjectKey(ns, name),
            document =>
            {
                document.Metadata.Node["labels"] = Labels(labels);
                return document;
            },
            UpdateScope.Whole,
            Request,
            default);
        return RevisionOf(written.Value);
    }

    /// <summary>Selects service accounts by labels.</summary>
    public static ObjectSelector Select(string labels = "", string ns = "ns") => ObjectSelector.Create(
        KubernetesKinds.ServiceAccounts, ns, LabelSelector.Parse(labels).Value, FieldSelector.Everything).Value;

    public ValueTask<Outcome<ListPage>> ListAsync(ListQuery query) =>
        new ObjectLister(View).ListAsync(KubernetesKinds.ServiceAccounts, query, default);

    public async Task DeleteAccountAsync(string name, string ns = "ns")
    {
        var request = new DeleteRequest { Now = DateTimeOffset.UnixEpoch };
        Assert.True((await Writer.DeleteAsync(KubernetesKinds.ServiceAccounts, new ObjectKey(ns, name), request, default)).IsSuccess);
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    private static JsonObject Labels(string labels) => new(labels.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(label => label.Split('='))
        .Select(pair => KeyValuePair.Create(pair[0], (JsonNode?)JsonValue.Create(pair[1]))));

    private static Revision RevisionOf(WriteResult written) => new(long.Parse(
        (string)JsonNode.Parse(written.Json.Span)!["metadata"]!["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture));
}
