using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Access.Nodes;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Namespaces;

/// <summary>Creates the namespaces that every cluster has, before the first request.</summary>
internal sealed class SystemNamespaces(ObjectView view, [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer, TimeProvider time)
    : PreparationService
{
    private static readonly string[] Names = ["default", "kube-system", "kube-public", NodeLeases.Namespace];

    /// <inheritdoc/>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Names)
        {
            if (view[KubernetesKinds.Namespaces].Find(new ObjectKey("", name)) is not null)
            {
                continue;
            }

            var document = new ObjectDocument([]);
            document.Metadata.Name = name;
            KubernetesKinds.Namespaces.Strategy.ApplyDefaults(document);
            var created = await writer.CreateAsync(
                KubernetesKinds.Namespaces, document, new WriteRequest { Now = time.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
            if (created.Error is { Code: not 409 } error)
            {
                throw new InvalidOperationException($"the namespace {name} cannot be made: {error.Message}");
            }
        }
    }
}
