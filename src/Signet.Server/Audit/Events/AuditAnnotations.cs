using System.Globalization;
using Signet.Core.Schema;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Authentication;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>The annotations of audit events about tokens: issued tokens and reviews. <see cref="AuditKey"/> has the keys.</summary>
internal static class AuditAnnotations
{
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    /// <summary>Annotates the parameters of a token request, before it is decided.</summary>
    public static void NoteRequested(RequestNotes notes, IssueRequest request)
    {
        notes.Annotate(AuditKey.RequestedExpiration, Format(request.ExpirationSeconds));
        if (request.Audiences.Count > 0)
        {
            notes.Annotate(AuditKey.Audiences, CanonicalJson.OfStrings(request.Audiences));
        }

        if (request.BoundObject is { } bound)
        {
            NoteBound(notes, bound.Kind, bound.Name, bound.Uid);
        }
    }

    /// <summary>Annotates an issued token.</summary>
    public static void NoteIssued(RequestNotes notes, IssuedToken issued)
    {
        var claims = issued.Claims;
        notes.Annotate(AuditKey.IssuedCredential, "JTI=" + claims.Id);
        notes.Annotate(AuditKey.Audiences, CanonicalJson.OfStrings(claims.Audiences));
        notes.Annotate(AuditKey.Expiration, Format(issued.ExpirationSeconds));
        notes.Annotate(AuditKey.Lifetime, Format(claims.ExpiresAt - claims.IssuedAt));
        var (kind, bound, node) = claims.Bound switch
        {
            BoundClaim.Pod pod => ("Pod", pod.Object, pod.OnNode),
            BoundClaim.Secret secret => ("Secret", secret.Object, null),
            BoundClaim.Node on => ("Node", on.Object, null),
            _ => ("", null, (ObjectClaim?)null),
        };
        if (bound is not null)
        {
            NoteBound(notes, kind, bound.Name, bound.Uid);
        }

        if (node is not null)
        {
            notes.Annotate(AuditKey.BoundNode, node.Name);
        }
    }

    /// <summary>Annotates why a valid token request was not signed.</summary>
    public static void NoteSigningFailed(RequestNotes notes, string reason) => notes.Annotate(AuditKey.SigningFailure, reason);

    /// <summary>Annotates the result of a token review.</summary>
    public static void NoteReviewed(RequestNotes notes, TokenAuthentication verdict)
    {
        notes.Annotate(AuditKey.Review, verdict switch
        {
            TokenAuthentication.Authenticated => "authenticated",
            TokenAuthentication.Rejected rejected => "rejected: " + rejected.Reason,
            _ => "unknown",
        });
        if (verdict is TokenAuthentication.Authenticated { User: var user })
        {
            notes.Annotate(AuditKey.ReviewedUser, user.Name);
            foreach (var (key, values) in user.Extra)
            {
                if (key == CredentialId && values.Count > 0)
                {
                    notes.Annotate(AuditKey.ReviewedCredential, values[0]);
                }
            }
        }
    }

    /// <summary>Annotates what an operator changed of the signing keys.</summary>
    public static void NoteKeys(RequestNotes notes, string changes) => notes.Annotate(AuditKey.KeyChanges, changes);

    /// <summary>Notes which issuer an operation refused or accepted.</summary>
    public static void NoteIssuer(RequestNotes notes, string change) => notes.Annotate(AuditKey.IssuerChange, change);

    private static void NoteBound(RequestNotes notes, string kind, string name, string uid)
    {
        notes.Annotate(AuditKey.BoundObject, $"{kind}/{name}");
        if (uid.Length > 0)
        {
            notes.Annotate(AuditKey.BoundObjectUid, uid);
        }
    }

    private static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);
}
