using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>Changes an object, or makes it when there is none.</summary>
internal static class ObjectUpsert
{
    /// <summary>Starts over when the object comes or goes meanwhile.</summary>
    /// <param name="writer">Writes.</param>
    /// <param name="resource">The kind.</param>
    /// <param name="key">The object.</param>
    /// <param name="change">Makes the new state of the current one.</param>
    /// <param name="make">Makes the object when there is none.</param>
    /// <param name="rules">What the change may change.</param>
    /// <param name="update">How to change the object that there is.</param>
    /// <param name="create">How to make one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<Outcome<WriteResult>> UpsertAsync(
        this ObjectWriter writer,
        ResourceDefinition resource,
        ObjectKey key,
        Func<ObjectDocument, Outcome<ObjectDocument>> change,
        Func<Outcome<ObjectDocument>> make,
        UpdateRules rules,
        WriteRequest update,
        WriteRequest create,
        CancellationToken cancellationToken)
    {
        var backoff = new ConflictBackoff(writer.Time);
        while (true)
        {
            var updated = await writer.TryUpdateAsync(resource, key, change, rules, update, cancellationToken).ConfigureAwait(false);
            if (!updated.TryGetValue(out var result, out var failed))
            {
                return failed;
            }

            if (result is not null)
            {
                return result;
            }

            if (!make().TryGetValue(out var made, out var error))
            {
                return error;
            }

            var created = await writer.CreateAsync(resource, made, create, cancellationToken).ConfigureAwait(false);
            if (created.Error is not { Reason: StatusReasons.AlreadyExists } ||
                !await backoff.TryAgainAsync(cancellationToken).ConfigureAwait(false))
            {
                return created;
            }
        }
    }
}
