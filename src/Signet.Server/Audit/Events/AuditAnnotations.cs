using System.Globalization;
using Signet.Core.Schema;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Authentication;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>What is noted about tokens: who got one for what, and whose was looked at. <c>docs/how-to/audit.md</c> lists the keys.</summary>
internal static class AuditAnnotations
{
    /// <summary>The token that was issued, as it appears in the extra of whoever uses it (Kubernetes, <c>pkg/serviceaccount</c>).</summary>
    public const string IssuedCredential = "authentication.kubernetes.io/issued-credential-id";

    /// <summary>Why the sender of a request was not authenticated.</summary>
    public const string AuthenticationFailure = Prefix + "authentication-failure";

    /// <summary>Why a streaming answer was ended before its time.</summary>
    public const string StreamEnd = Prefix + "ended";

    private const string CredentialId = "authentication.kubernetes.io/credential-id";
    private const string Prefix = "tokens.signet.dev/";

    /// <summary>What is asked for; noted before it is decided.</summary>
    public static void NoteRequested(RequestNotes notes, IssueRequest asked)
    {
        notes.Annotate(Prefix + "requested-expiration-seconds", Text(asked.ExpirationSeconds));
        if (asked.Audiences.Count > 0)
        {
            notes.Annotate(Prefix + "audiences", CanonicalJson.OfStrings(asked.Audiences));
        }

        if (asked.BoundObject is { } bound)
        {
            NoteBound(notes, bound.Kind, bound.Name, bound.Uid);
        }
    }

    /// <summary>What was issued.</summary>
    public static void NoteIssued(RequestNotes notes, IssuedToken issued)
    {
        var claims = issued.Claims;
        notes.Annotate(IssuedCredential, "JTI=" + claims.Id);
        notes.Annotate(Prefix + "audiences", CanonicalJson.OfStrings(claims.Audiences));
        notes.Annotate(Prefix + "expiration-seconds", Text(issued.ExpirationSeconds));
        notes.Annotate(Prefix + "lifetime-seconds", Text(claims.ExpiresAt - claims.IssuedAt));
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
            notes.Annotate(Prefix + "bound-node", node.Name);
        }
    }

    /// <summary>Why nothing was issued although the request was right.</summary>
    public static void NoteSigningFailed(RequestNotes notes, string reason) => notes.Annotate(Prefix + "signing-failure", reason);

    /// <summary>What a review found.</summary>
    public static void NoteReviewed(RequestNotes notes, TokenAuthentication verdict)
    {
        notes.Annotate(Prefix + "review", verdict switch
        {
            TokenAuthentication.Authenticated => "authenticated",
            TokenAuthentication.Rejected rejected => "rejected: " + rejected.Reason,
            _ => "unknown",
        });
        if (verdict is TokenAuthentication.Authenticated { User: var user })
        {
            notes.Annotate(Prefix + "reviewed-user", user.Name);
            foreach (var (key, values) in user.Extra)
            {
                if (key == CredentialId && values.Count > 0)
                {
                    notes.Annotate(Prefix + "reviewed-credential-id", values[0]);
                }
            }
        }
    }

    private static void NoteBound(RequestNotes notes, string kind, string name, string uid)
    {
        notes.Annotate(Prefix + "bound-object", $"{kind}/{name}");
        if (uid.Length > 0)
        {
            notes.Annotate(Prefix + "bound-object-uid", uid);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
