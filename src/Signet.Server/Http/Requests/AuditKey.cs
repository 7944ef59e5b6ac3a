namespace Signet.Server.Http.Requests;

/// <summary>
/// A key of the annotations of audit events. All keys are here: nothing else can make one, and <c>docs/reference/audit.md</c> is generated from them.
/// A key that Kubernetes has is Kubernetes' own.
/// </summary>
internal sealed class AuditKey
{
    private const string OwnPrefix = "tokens.signet.dev/";

    private AuditKey(string name, string on, string meaning) => (Name, On, Meaning) = (name, on, meaning);

    /// <summary>The decision about the request.</summary>
    public static AuditKey Decision { get; } =
        new("authorization.k8s.io/decision", "each authenticated request, except one with a refused impersonation", "`allow` or `forbid`.");

    /// <summary>The reason of the decision.</summary>
    public static AuditKey Reason { get; } = new(
        "authorization.k8s.io/reason", "each authenticated request, except one with a refused impersonation",
        "Why it was allowed or refused: the binding and the role, or the reason of a webhook. `internal error` when no decision was possible; then `authorization.k8s.io/decision` is missing.");

    /// <summary>Why authentication failed.</summary>
    public static AuditKey AuthenticationFailure { get; } =
        new(OwnPrefix + "authentication-failure", "a request that was refused with 401", "The reason, which the caller does not see.");

    /// <summary>The use of an extended token.</summary>
    public static AuditKey StaleToken { get; } = new(
        "authentication.k8s.io/stale-token", "a request with an extended token that should have been renewed",
        "`subject: USER, seconds after warning threshold: SECONDS`.");

    /// <summary>The id of the issued token, with the value that is in the extra fields of its user (Kubernetes, <c>pkg/serviceaccount</c>).</summary>
    public static AuditKey IssuedCredential { get; } = new(
        "authentication.kubernetes.io/issued-credential-id", "a TokenRequest that issued a token",
        "`JTI=` and the id of the token. Requests with the token have it in `user.extra`, as `authentication.kubernetes.io/credential-id`.");

    /// <summary>The requested lifetime.</summary>
    public static AuditKey RequestedExpiration { get; } =
        new(OwnPrefix + "requested-expiration-seconds", "a TokenRequest, also a refused one", "The requested lifetime in seconds, or the default.");

    /// <summary>The lifetime in the answer.</summary>
    public static AuditKey Expiration { get; } =
        new(OwnPrefix + "expiration-seconds", "a TokenRequest that issued a token", "The lifetime in the answer, in seconds.");

    /// <summary>The lifetime of the token.</summary>
    public static AuditKey Lifetime { get; } = new(
        OwnPrefix + "lifetime-seconds", "a TokenRequest that issued a token",
        "The lifetime of the token in seconds: longer than the one in the answer when the token is extended (`--service-account-extend-token-expiration`).");

    /// <summary>The audiences.</summary>
    public static AuditKey Audiences { get; } = new(
        OwnPrefix + "audiences", "a TokenRequest, also a refused one", "A JSON list: the audiences of the token; for a refused request those that it names, if any.");

    /// <summary>The object that the token is bound to.</summary>
    public static AuditKey BoundObject { get; } =
        new(OwnPrefix + "bound-object", "a TokenRequest with a bound object, also a refused one", "`Pod/NAME`, `Secret/NAME` or `Node/NAME`.");

    /// <summary>The uid of the object that the token is bound to.</summary>
    public static AuditKey BoundObjectUid { get; } = new(
        OwnPrefix + "bound-object-uid", "a TokenRequest with a bound object, also a refused one", "Its uid; for a refused request the one that it names, if any.");

    /// <summary>The node of the pod that the token is bound to.</summary>
    public static AuditKey BoundNode { get; } =
        new(OwnPrefix + "bound-node", "a TokenRequest that issued a token for a pod on a node", "The name of the node.");

    /// <summary>Why a token was not signed.</summary>
    public static AuditKey SigningFailure { get; } = new(
        OwnPrefix + "signing-failure", "a TokenRequest that failed with 500 or 503", "Why the token could not be signed, which the caller does not see.");

    /// <summary>What an operator changed of the issuers.</summary>
    public static AuditKey IssuerChange { get; } =
        new(OwnPrefix + "issuer-change", "an IssuerOperation that refused or accepted an issuer", "`Refuse` or `Accept`, and the issuer.");

    /// <summary>What an operator changed of the signing keys.</summary>
    public static AuditKey KeyChanges { get; } =
        new(OwnPrefix + "key-changes", "a SigningKeyOperation that changed keys", "Each key with what was changed, separated by `; `.");

    /// <summary>Why the server ended a stream.</summary>
    public static AuditKey StreamEnd { get; } =
        new(OwnPrefix + "ended", "a watch that was ended with 410", "Why its credential or its authorization ended.");

    /// <summary>The result of a review.</summary>
    public static AuditKey Review { get; } = new(
        OwnPrefix + "review", "a TokenReview",
        "`authenticated`, `rejected: REASON`, or `unknown` for a token that no authenticator recognizes.");

    /// <summary>The user of a reviewed token.</summary>
    public static AuditKey ReviewedUser { get; } = new(OwnPrefix + "reviewed-user", "a TokenReview of an accepted token", "The name of its user.");

    /// <summary>The id of a reviewed token.</summary>
    public static AuditKey ReviewedCredential { get; } =
        new(OwnPrefix + "reviewed-credential-id", "a TokenReview of an accepted token that has an id", "`JTI=` and the id of the token.");

    /// <summary>The bodies were left out (apiserver, <c>plugin/pkg/audit/truncate</c>).</summary>
    public static AuditKey Truncated { get; } =
        new("audit.k8s.io/truncated", "an event whose bodies have more than 10 MiB", "`true`: the event has no bodies.");

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>The requests whose events have it.</summary>
    public string On { get; }

    /// <summary>Its meaning and its values, in Markdown.</summary>
    public string Meaning { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
