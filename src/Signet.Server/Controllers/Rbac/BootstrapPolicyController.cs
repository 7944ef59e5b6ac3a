using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Rbac;

/// <summary>Creates or repairs the roles and bindings of <see cref="BootstrapPolicy"/> before the first request.</summary>
internal sealed class BootstrapPolicyController(ObjectView view, [FromKeyedServices(ReplicaRole.Leader)] ObjectWriter writer, TimeProvider time)
    : PreparationService
{
    /// <summary>The maximum number of attempts. The objects are not contended; an existing object that cannot be read would conflict for ever.</summary>
    private const int MaxAttempts = 8;

    /// <inheritdoc/>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await SplitAsync(cancellationToken).ConfigureAwait(false);

        // Concurrently, so that the store commits them together.
        var writes = new List<Task>();
        foreach (var (resource, document) in BootstrapPolicy.Objects)
        {
            writes.Add(EnsureAsync(resource, document, cancellationToken));
        }

        await Task.WhenAll(writes).ConfigureAwait(false);
    }

    /// <summary>Creates the missing binding of <see cref="BootstrapPolicy.SplitBinding"/> from the other one, conditional on its revision.</summary>
    private async Task SplitAsync(CancellationToken cancellationToken)
    {
        var resource = KubernetesKinds.ClusterRoleBindings;
        var (sourceKey, targetKey) = (new ObjectKey("", BootstrapPolicy.SplitBinding.Source), new ObjectKey("", BootstrapPolicy.SplitBinding.Target));

        // After a conflict one of the two has changed; the writer returns when the view has the change.
        for (var attempt = 0; attempt < MaxAttempts && view[resource].Find(sourceKey) is { } source && view[resource].Find(targetKey) is null; attempt++)
        {
            var request = new WriteRequest { Now = time.GetUtcNow(), Guards = [new Compare(resource.StorageKey(sourceKey), source.Revision)] };
            var created = await writer.CreateAsync(
                resource, BootstrapPolicy.Split(ObjectDocument.From(source)), request, cancellationToken).ConfigureAwait(false);
            if (created.Error is { Code: not 409 } error)
            {
                throw new InvalidOperationException($"{resource.Plural} {targetKey.Name} cannot be made: {error.Message}");
            }
        }
    }

    private async Task EnsureAsync(ResourceDefinition resource, ObjectDocument expected, CancellationToken cancellationToken)
    {
        var request = new WriteRequest { Now = time.GetUtcNow() };
        StatusError? error = null;
        if (view[resource].Find(expected.Key) is not { } existing)
        {
            error = (await writer.CreateAsync(resource, expected.Clone(), request, cancellationToken).ConfigureAwait(false)).Error;
        }
        else if (BootstrapPolicy.Reconcile(ObjectDocument.From(existing), expected))
        {
            error = (await writer.UpdateAsync(
                resource,
                expected.Key,
                current =>
                {
                    BootstrapPolicy.Reconcile(current, expected);
                    return current;
                },
                UpdateScope.System,
                request,
                cancellationToken).ConfigureAwait(false)).Error;
        }

        // Another replica may have created it.
        if (error is { Code: not (409 or 404) })
        {
            throw new InvalidOperationException($"{resource.Plural} {expected.Metadata.Name} cannot be made: {error.Message}");
        }
    }
}
