using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;

namespace Signet.Server.Controllers.Issuers;

/// <summary>
/// Follows the record of issuers in the store, so that this server accepts the issuers of other servers and refuses those that an operator
/// has refused. A record that cannot be read is logged and told by <c>/readyz?verbose</c>; the issuers before it stay in force.
/// </summary>
internal sealed class IssuerFollower(AcceptedIssuers issuers, TimeProvider time, ILogger<IssuerFollower> logger)
    : FollowedRecord("issuer-follower", IssuerRecord.StorageKey)
{
    private IssuerHistory _known = issuers.Current.History;
    private volatile string? _fault;

    /// <inheritdoc/>
    public override string? Remark => _fault is not null ? "the record of issuers cannot be read; the former state stays in use"
        : issuers.Current.RefusedAt is not null ? "no tokens are issued: the issuer was refused by an operator"
        : null;

    /// <summary>Uses a state of the record, and logs what differs from the history that was logged before.</summary>
    public override void Use(StoredValue? value)
    {
        try
        {
            var next = IssuerStore.Read(value);
            issuers.Use(next);
            _fault = null;
            Tell(_known, next.History);
            _known = next.History;
        }
        catch (IssuerRecordException exception)
        {
            Log.IssuersUnreadable(logger, exception.Message);
            _fault = exception.Message;
        }
    }

    /// <inheritdoc/>
    public override void BeginHistory() => issuers.BeginHistory();

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
