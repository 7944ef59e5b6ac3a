using Signet.Core.Primitives;
using Signet.Core.Signing.Managed;

namespace Signet.Core.Tokens.Issuers;

/// <summary>The rules of <c>signet issuers refuse</c> and <c>accept</c>. Pure.</summary>
/// <param name="configured">The issuers of the server that decides, the one that issues first; empty for a store that no server uses.</param>
/// <param name="history">The record.</param>
/// <param name="now">The time of the request.</param>
internal sealed class IssuerDecision(IReadOnlyList<string> configured, IssuerHistory history, DateTimeOffset now)
{
    /// <summary>Refuses the tokens of an issuer.</summary>
    public Outcome<IssuerChange> Refuse(string issuer)
    {
        if ((configured.Count > 0 && configured[0] == issuer) || history.Current == issuer)
        {
            return StatusErrors.BadRequest(
                $"{issuer} is the issuer of new tokens and cannot be refused: start the server with another --service-account-issuer first, then refuse this one");
        }

        var entry = history.Find(issuer);
        if (entry is { RefusedAt: not null })
        {
            return IssuerChange.None;
        }

        if (entry is null && !configured.Contains(issuer))
        {
            return StatusErrors.BadRequest($"{issuer} is not accepted, so there is nothing to refuse; `signet issuers list` shows the issuers");
        }

        var until = entry is null || configured.Contains(issuer) ? "no end was known" : $"they would have been accepted until {Timestamps.Format(entry.AcceptedUntil)}";
        return new IssuerChange(
            (entry ?? new KnownIssuer(issuer, TimeSpan.Zero, WholeSeconds.Ceiling(now))) with { RefusedAt = WholeSeconds.Ceiling(now) },
            [
                $"all tokens of {issuer} are refused from now on, by every server of this store ({until})",
                $"the discovery document and the JWKS of {issuer} are no longer served at its own path",
                $"a server of this store that still issues as {issuer} issues no more tokens until it is started with another --service-account-issuer",
            ]);
    }

    /// <summary>Takes a refusal back.</summary>
    public Outcome<IssuerChange> Accept(string issuer)
    {
        if (history.Find(issuer) is not { RefusedAt: { } refused } entry)
        {
            return StatusErrors.BadRequest($"{issuer} was not refused; `signet issuers list` shows the issuers");
        }

        var until = configured.Contains(issuer) ? "as long as --service-account-issuer names it" : $"until {Timestamps.Format(entry.AcceptedUntil)}";
        return new IssuerChange(
            entry with { RefusedAt = null }, [$"tokens of {issuer}, which was refused at {Timestamps.Format(refused)}, are accepted again, {until}"]);
    }
}
