using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Issuers;

/// <summary>
/// Follows the record of issuers in the store, so that this server accepts the issuers of other servers and refuses those that an operator
/// has refused. A record that cannot be read is logged and told by <c>/readyz?verbose</c>; the issuers before it stay in force.
/// </summary>
internal sealed class IssuerFollower(IObjectStore store, AcceptedIssuers issuers, TimeProvider time, ILogger<IssuerFollower> logger) : SupervisedService
{
    private volatile string? _fault;

    /// <inheritdoc/>
    public override string? Remark => _fault is not null ? "the record of issuers cannot be read; the former state stays in use"
        : issuers.Current.RefusedAt is not null ? "no tokens are issued: the issuer was refused by an operator"
        : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is committed after this revision comes by the watch; what is read now has at least everything up to it.
        var revision = await store.GetRevisionAsync(stoppingToken).ConfigureAwait(false);
        var known = issuers.Current.History;
        known = Apply(known, await store.GetAsync(IssuerRecord.StorageKey, stoppingToken).ConfigureAwait(false));
        await foreach (var batch in store.WatchAsync(IssuerRecord.StorageKey, new Revision(revision.Value + 1), stoppingToken).ConfigureAwait(false))
        {
            foreach (var change in batch.Changes)
            {
                if (change.Key == IssuerRecord.StorageKey)
                {
                    known = Apply(known, change.Value);
                }
            }
        }
    }

    /// <summary>Uses a value of the store, and logs what differs from the history that was logged before.</summary>
    private IssuerHistory Apply(IssuerHistory known, StoredValue? stored)
    {
        try
        {
            var next = IssuerStore.Read(stored);
            issuers.Use(next);
            _fault = null;
            Tell(known, next.History);
            return next.History;
        }
        catch (IssuerRecordException exception)
        {
            Log.IssuersUnreadable(logger, exception.Message);
            _fault = exception.Message;
            return known;
        }
    }

    private void Tell(IssuerHistory before, IssuerHistory after)
    {
        foreach (var entry in after.Issuers)
        {
            var known = before.Find(entry.Issuer);
            var isOwn = entry.Issuer == issuers.Current.Signing;
            if (entry.RefusedAt is { } refused && known?.RefusedAt is null)
            {
                if (isOwn)
                {
                    Log.OwnIssuerRefused(logger, entry.Issuer, refused);
                }
                else
                {
                    Log.IssuerRefused(logger, entry.Issuer, refused);
                }
            }
            else if (!isOwn && entry.IsAcceptedAt(time.GetUtcNow()) && (known is null || known.RefusedAt is not null))
            {
                Log.IssuerAccepted(logger, entry.Issuer, entry.AcceptedUntil);
            }
        }
    }
}
