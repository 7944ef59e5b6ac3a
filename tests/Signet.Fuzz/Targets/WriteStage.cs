using System.Text;
using Signet.Core.Access;
using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Writing;
using Signet.Core.Schema;
using Signet.Core.Storage;
using Signet.Storage.Memory;

namespace Signet.Fuzz.Targets;

/// <summary>The write path over a store in memory, in which every object is written as a dry run: the rules of the kinds, admission, canonical form.</summary>
internal sealed class WriteStage : IUidSource
{
    private static readonly Lazy<WriteStage> Shared = new(() => new WriteStage());
    private readonly ObjectView _view;
    private readonly ObjectWriter _writer;
    private readonly AdmissionChain _admission;

    private WriteStage()
    {
        var store = new MemoryObjectStore(new MemoryObjectStoreOptions());
        foreach (var kind in FuzzKind.Stored)
        {
            Put(store, kind.Resource!.Stored, NameOf(kind.Resource));
        }

        Put(store, KubernetesKinds.Namespaces, Namespace);
        Put(store, KubernetesKinds.ServiceAccounts, "default");
        var cache = new ObjectCache(store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        cache.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        _view = new ObjectView(cache, store, new FreshnessOptions(), TimeProvider.System);
        _writer = new ObjectWriter(_view, store, ServedKinds.Registry, this, TimeProvider.System);
        _admission = new AdmissionChain([new NamespaceLifecycle(_view), new ServiceAccountAdmission(_view)], _view);
    }

    /// <summary>The namespace of all objects.</summary>
    public const string Namespace = "default";

    /// <summary>The time of all writes.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <summary>The only instance.</summary>
    public static WriteStage Instance => Shared.Value;

    /// <summary>The cache of the stored objects.</summary>
    public ObjectView View => _view;

    /// <inheritdoc/>
    public Guid Next() => new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    /// <summary>The name of the object of a kind that exists.</summary>
    public static string NameOf(ResourceDefinition resource) => resource == KubernetesKinds.Namespaces ? Namespace : "a";

    /// <summary>Creates an object as <c>POST</c> does, and renders it in all forms; or checks the error.</summary>
    public void Create(ResourceDefinition resource, ObjectDocument document)
    {
        if (resource.Namespaced)
        {
            document.Metadata.Namespace = Namespace;
        }

        resource.Strategy.ApplyDefaults(document);
        Check(resource, Wait(_writer.CreateAsync(resource, document, RequestOf(resource, AdmissionOperation.Create), CancellationToken.None)));
    }

    /// <summary>Updates the object that exists as <c>PATCH</c> does.</summary>
    public void Update(ResourceDefinition resource, UpdateScope scope, Func<ObjectDocument, Outcome<ObjectDocument>> change)
    {
        var key = new ObjectKey(resource.Namespaced ? Namespace : "", NameOf(resource));
        var request = RequestOf(resource, AdmissionOperation.Update) with { IsPatch = true };
        Check(resource, Wait(_writer.UpdateAsync(resource, key, change, scope, request, CancellationToken.None)));
    }

    private WriteRequest RequestOf(ResourceDefinition resource, AdmissionOperation operation) => new()
    {
        Now = Now,
        IsDryRun = true,
        Manager = new FieldManager("fuzz", ""),
        Admit = (document, current, cancellationToken) => _admission.AdmitAsync(
            new AdmissionRequest
            {
                Operation = operation,
                Resource = resource.GroupResource,
                Subresource = "",
                Namespace = resource.Namespaced ? Namespace : "",
                Name = document.Metadata.Name,
                User = new UserInfo { Name = "fuzz" },
                Document = document,
                Current = current,
            },
            cancellationToken),
    };

    private static void Check(ResourceDefinition resource, Outcome<WriteResult> outcome)
    {
        if (!outcome.TryGetValue(out var written, out var error))
        {
            Property.IsClientError(error);
            return;
        }

        var decoded = ObjectDecoder.Decode(written.Json.Span, resource.Schema, resource.Kind);
        Property.Holds(decoded.IsSuccess, "written-object-is-not-decoded", decoded.Error?.Message ?? "");
        TableWriter.Render(written.Json, resource.Strategy.Table, resource.Kind, new TableOptions("v1", IncludedObject.Metadata, WithColumns: true), Now);
    }

    private static T Wait<T>(ValueTask<T> writing) => writing.IsCompleted ? writing.Result : writing.AsTask().GetAwaiter().GetResult();

    private static void Put(MemoryObjectStore store, ResourceDefinition resource, string name)
    {
        var key = new ObjectKey(resource.Namespaced ? Namespace : "", name);
        var place = resource.Namespaced ? $",\"namespace\":\"{Namespace}\"" : "";
        var head = $"\"kind\":\"{resource.Kind.Kind}\",\"apiVersion\":\"{resource.Kind.ApiVersion}\"";
        var metadata = $"\"name\":\"{name}\",\"uid\":\"00000000-0000-0000-0000-000000000001\",\"labels\":{{\"a\":\"b\"}}{place}";
        var json = $"{{{head},\"metadata\":{{{metadata}}}{Samples.MembersOf(resource)}}}";
        var document = ObjectDecoder.Decode(Encoding.UTF8.GetBytes(json), resource.Schema, resource.Kind).Value.Root;
        var commit = new Commit([], [new StoreOperation.Put(resource.StorageKey(key), CanonicalJson.ToBytes(document, resource.Schema))]);
        store.CommitAsync(commit, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
