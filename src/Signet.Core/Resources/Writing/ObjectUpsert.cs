using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Writing;

/// <summary>Updates an object, or creates it when it does not exist.</summary>
internal static class ObjectUpsert
{
    /// <summary>Starts again when another client creates or deletes the object meanwhile.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="update">The update of an existing object.</param>
    /// <param name="make">Makes the object when it does not exist.</param>
    /// <param name="create">The options of the creation.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static async ValueTask<Outcome<WriteResult>> UpsertAsync(
        this ObjectWriter writer,
        ObjectUpdate update,
        Func<Outcome<ObjectDocument>> make,
        WriteRequest create,
        CancellationToken cancellationToken)
    {
        var backoff = new ConflictBackoff(writer.Time);
        while (true)
        {
            var updated = await writer.TryUpdateAsync(update, cancellationToken).ConfigureAwait(false);
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

            var created = await writer.CreateAsync(update.Resource, made, create, cancellationToken).ConfigureAwait(false);
            if (created.Error is not { Reason: StatusReasons.AlreadyExists } ||
                !await backoff.TryAgainAsync(cancellationToken).ConfigureAwait(false))
            {
                return created;
            }
        }
    }
}
