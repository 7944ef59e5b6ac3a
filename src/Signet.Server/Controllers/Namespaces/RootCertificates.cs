using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Lifecycle;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Server.Background;
using Signet.Server.Controllers.TrustBundles;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>
/// Keeps the config map <c>kube-root-ca.crt</c> in every namespace, which pods mount beside their token (Kubernetes,
/// <c>pkg/controller/certificates/rootcacertpublisher</c>). Changes by other clients are reverted.
/// </summary>
internal sealed class RootCertificates(
    ObjectView view, [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer, TrustBundle bundle, TimeProvider time)
{
    public const string Name = "kube-root-ca.crt";

    private const string DataKey = "ca.crt";

    /// <summary>Creates or restores the config map; returns the failure, or null.</summary>
    public async ValueTask<StatusError?> EnsureAsync(string ns, CancellationToken cancellationToken)
    {
        if (bundle.Pem is not { } pem)
        {
            // Every namespace is reconciled again when the bundle is known.
            return null;
        }

        var key = new ObjectKey(ns, Name);
        var error = view[KubernetesKinds.ConfigMaps].Find(key) is { } found
            ? HasData(ObjectDocument.From(found), pem) ? null : await RestoreAsync(key, pem, cancellationToken).ConfigureAwait(false)
            : await CreateAsync(key, pem, cancellationToken).ConfigureAwait(false);

        // A concurrent change causes an event of its own.
        return error is { Code: not (404 or 409) } ? error : null;
    }

    private async ValueTask<StatusError?> CreateAsync(ObjectKey key, string pem, CancellationToken cancellationToken)
    {
        var document = new ObjectDocument([]);
        document.Metadata.Name = key.Name;
        document.Metadata.Namespace = key.Namespace;
        SetData(document, pem);
        var request = new WriteRequest { Now = time.GetUtcNow(), Admit = (_, _, _) => new(LiveNamespaces.RefuseWhenEnding(view, key.Namespace)) };
        return (await writer.CreateAsync(KubernetesKinds.ConfigMaps, document, request, cancellationToken).ConfigureAwait(false)).Error;
    }

    private async ValueTask<StatusError?> RestoreAsync(ObjectKey key, string pem, CancellationToken cancellationToken) => (await writer.UpdateAsync(
        KubernetesKinds.ConfigMaps,
        key,
        document =>
        {
            SetData(document, pem);
            return document;
        },
        UpdateScope.System,
        new WriteRequest { Now = time.GetUtcNow() },
        cancellationToken).ConfigureAwait(false)).Error;

    private static bool HasData(ObjectDocument document, string pem) =>
        document.Root.GetObject("data") is { Count: 1 } data && data.GetString(DataKey) == pem;

    private static void SetData(ObjectDocument document, string pem) => document.Root["data"] = new JsonObject { [DataKey] = pem };
}
