using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Core.Tokens.Issuers;

/// <summary>Reads and changes the record of issuers. Replicas may change it at the same time; no entry is lost.</summary>
internal sealed class IssuerStore(IObjectStore store)
{
    private const int MaxConflicts = 16;
    private static readonly GroupResource Resource = new("tokens.signet.dev", "issuers");

    /// <summary>Whether other processes can change the record.</summary>
    public bool IsShared => !store.IsExclusive;

    /// <summary>Reads the record.</summary>
    /// <exception cref="IssuerRecordException">It cannot be read.</exception>
    public async ValueTask<StoredIssuers> LoadAsync(CancellationToken cancellationToken) =>
        Read(await store.GetAsync(IssuerRecord.StorageKey, cancellationToken).ConfigureAwait(false));

    /// <summary>The issuers in a value of the store; none when there is no value.</summary>
    /// <exception cref="IssuerRecordException">It cannot be read.</exception>
    public static StoredIssuers Read(StoredValue? stored) =>
        stored is null ? new StoredIssuers(IssuerHistory.Empty, Revision.Zero) : new StoredIssuers(IssuerRecord.Read(stored.Value.Span), stored.Modified);

    /// <summary>Changes the record by compare-and-swap.</summary>
    /// <param name="change">Makes the new history of the stored one; called again when another process has changed the record meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The record afterwards, unwritten if it is the same; the error of <paramref name="change"/>; or a 409 when others changed the record
    /// each time.
    /// </returns>
    /// <exception cref="IssuerRecordException">The record cannot be read; nothing was changed.</exception>
    public async ValueTask<Outcome<StoredIssuers>> ChangeAsync(Func<IssuerHistory, Outcome<IssuerHistory>> change, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var loaded = await LoadAsync(cancellationToken).ConfigureAwait(false);
            if (!change(loaded.History).TryGetValue(out var next, out var error))
            {
                return error;
            }

            if (next.IsSame(loaded.History))
            {
                return loaded;
            }

            var commit = new Commit(
                [new Compare(IssuerRecord.StorageKey, loaded.Modified)], [new StoreOperation.Put(IssuerRecord.StorageKey, IssuerRecord.Write(next))])
            {
                // One small record: a full disk must keep neither a refusal nor a start back.
                MayUseReserve = true,
            };
            if (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false) is CommitResult.Success success)
            {
                return new StoredIssuers(next, success.Revision);
            }
        }

        return StatusErrors.Conflict(
            Resource, "", $"{IssuerRecord.StorageKey} was changed by other servers {MaxConflicts} times in a row; nothing was done, try again");
    }
}
