using System.Globalization;
using Signet.Core.Schema;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Authentication;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>The annotations of audit events about tokens: issued tokens and reviews. <c>docs/how-to/audit.md</c> lists the keys.</summary>
internal static class AuditAnnotations
{
    /// <summary>The id of the issued token, with the value that is in the extra fields of its user (Kubernetes, <c>pkg/serviceaccount</c>).</summary>
    public const string IssuedCredential = "authentication.kubernetes.io/issued-credential-id";

    /// <summary>Why authentication failed.</summary>
    public const string AuthenticationFailure = Prefix + "authentication-failure";

    /// <summary>Why the server ended a stream.</summary>
    public const string StreamEnd = Prefix + "ended";

    private const string CredentialId = "authentication.kubernetes.io/credential-id";
    private const string Prefix = "tokens.signet.dev/";

    /// <summary>Annotates the parameters of a token request, before it is decided.</summary>
    public static void NoteRequested(RequestNotes notes, IssueRequest request)
    {
        notes.Annotate(Prefix + "requested-expiration-seconds", Format(request.ExpirationSeconds));
        if (request.Audiences.Count > 0)
        {
            notes.Annotate(Prefix + "audiences", CanonicalJson.OfStrings(request.Audiences));
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
        notes.Annotate(IssuedCredential, "JTI=" + claims.Id);
        notes.Annotate(Prefix + "audiences", CanonicalJson.OfStrings(claims.Audiences));
        notes.Annotate(Prefix + "expiration-seconds", Format(issued.ExpirationSeconds));
        notes.Annotate(Prefix + "lifetime-seconds", Format(claims.ExpiresAt - claims.IssuedAt));
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

    /// <summary>Annotates why a valid token request was not signed.</summary>
    public static void NoteSigningFailed(RequestNotes notes, string reason) => notes.Annotate(Prefix + "signing-failure", reason);

    /// <summary>Annotates the result of a token review.</summary>
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

    /// <summary>Annotates what an operator changed of the signing keys.</summary>
    public static void NoteKeys(RequestNotes notes, string changes) => notes.Annotate(Prefix + "key-changes", changes);

    /// <summary>Notes which issuer an operation refused or accepted.</summary>
    public static void NoteIssuer(RequestNotes notes, string change) => notes.Annotate(Prefix + "issuer-change", change);

    private static void NoteBound(RequestNotes notes, string kind, string name, string uid)
    {
        notes.Annotate(Prefix + "bound-object", $"{kind}/{name}");
        if (uid.Length > 0)
        {
            notes.Annotate(Prefix + "bound-object-uid", uid);
        }
    }

    private static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);
}
