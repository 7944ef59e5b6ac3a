using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;

namespace Signet.Server.Controllers;

/// <summary>What clients in the namespaces verify the server with.</summary>
/// <param name="Pem">The CA certificates in force, PEM encoded.</param>
public sealed record RootCertificateOptions(Func<string> Pem);

/// <summary>
/// Keeps the config map <c>kube-root-ca.crt</c> in every namespace, which pods mount beside their token (Kubernetes,
/// <c>pkg/controller/certificates/rootcacertpublisher</c>). Changes of others are taken back.
/// </summary>
public sealed class RootCertificates(
    ObjectCache cache, ObjectWriter writer, RootCertificateOptions options, TimeProvider time, ILogger<RootCertificates> logger)
{
    /// <summary>The name of the config map.</summary>
    public const string Name = "kube-root-ca.crt";

    private const string DataKey = "ca.crt";

    /// <summary>Makes it or takes it back to what it has to be; false when it has to be tried again.</summary>
    public async ValueTask<bool> EnsureAsync(string ns, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(ns, Name);
        var error = cache[KubernetesKinds.ConfigMaps].Find(key) is { } found
            ? HasRightData(ObjectDocument.From(found)) ? null : await RestoreAsync(key, cancellationToken).ConfigureAwait(false)
            : await CreateAsync(key, cancellationToken).ConfigureAwait(false);
        if (error is null or { Code: 404 or 409 })
        {
            // What has come in between is an event of its own.
            return true;
        }

        Log.RootCertificatesFailed(logger, ns, error.Message);
        return false;
    }

    private async ValueTask<StatusError?> CreateAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var document = new ObjectDocument([]);
        document.Metadata.Name = key.Name;
        document.Metadata.Namespace = key.Namespace;
        SetData(document);
        var request = new WriteRequest { Now = time.GetUtcNow(), Admit = (_, _, _) => new(LiveNamespaces.RefuseWhenEnding(cache, key.Namespace)) };
        return (await writer.CreateAsync(KubernetesKinds.ConfigMaps, document, request, cancellationToken).ConfigureAwait(false)).Error;
    }

    private async ValueTask<StatusError?> RestoreAsync(ObjectKey key, CancellationToken cancellationToken) => (await writer.UpdateAsync(
        KubernetesKinds.ConfigMaps,
        key,
        document =>
        {
            SetData(document);
            return document;
        },
        UpdateRules.System,
        new WriteRequest { Now = time.GetUtcNow() },
        cancellationToken).ConfigureAwait(false)).Error;

    private bool HasRightData(ObjectDocument document) =>
        document.Root.GetObject("data") is { Count: 1 } data && data.GetText(DataKey) == options.Pem();

    private void SetData(ObjectDocument document) => document.Root["data"] = new JsonObject { [DataKey] = options.Pem() };
}
