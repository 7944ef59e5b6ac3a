using Microsoft.Extensions.Hosting;
using Signet.Core.Access.Rbac;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Writing;

namespace Signet.Server.Controllers;

/// <summary>Makes or mends the roles and bindings of <see cref="BootstrapPolicy"/> before the first request comes.</summary>
public sealed class BootstrapPolicyController(ObjectCache cache, ObjectWriter writer, TimeProvider time) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // All at once: the store commits together what comes together.
        var writes = new List<Task>();
        foreach (var (resource, document) in BootstrapPolicy.Objects)
        {
            writes.Add(EnsureAsync(resource, document, cancellationToken));
        }

        await Task.WhenAll(writes).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EnsureAsync(ResourceDefinition resource, ObjectDocument expected, CancellationToken cancellationToken)
    {
        var request = new WriteRequest { Now = time.GetUtcNow() };
        StatusError? error = null;
        if (cache[resource].Find(expected.Key) is not { } existing)
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
                UpdateRules.System,
                request,
                cancellationToken).ConfigureAwait(false)).Error;
        }

        // Another replica may have been faster.
        if (error is { Code: not (409 or 404) })
        {
            throw new InvalidOperationException($"{resource.Plural} {expected.Metadata.Name} cannot be made: {error.Message}");
        }
    }
}
