using System.Collections.Frozen;
using Signet.Server.Http;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Secrecy;

/// <summary>
/// The one list of what is kept out of audit events, at every level. Beside these every text is searched for tokens
/// (<see cref="TokenMask"/>), wherever it stands.
/// </summary>
internal static class SensitiveFields
{
    /// <summary>What stands in the place of what is kept out.</summary>
    public const string Mask = TokenMask.Mask;

    /// <summary>The parameter and the field that hold a token.</summary>
    public const string Token = "token";

    /// <summary>Parameters of a request's address that hold credentials, though nobody reads them: clients try.</summary>
    public static readonly FrozenSet<string> QueryParameters = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, Token, "access_token", "authorization");

    /// <summary>The fields of a secret that are shown; the values of all others, known or not, are not.</summary>
    public static readonly FrozenSet<string> UnmaskedSecretFields = FrozenSet.Create(StringComparer.Ordinal, "apiVersion", "immutable", "kind", "metadata", "type");

    /// <summary>Annotations of a secret that repeat its data.</summary>
    public static readonly FrozenSet<string> MaskedSecretAnnotations = FrozenSet.Create(StringComparer.Ordinal, "kubectl.kubernetes.io/last-applied-configuration");

    private static readonly FrozenDictionary<string, Sensitivity> Kinds = new Dictionary<string, Sensitivity>
    {
        ["Secret"] = Sensitivity.Secret,
        ["SecretList"] = Sensitivity.Secret,
        ["TokenRequest"] = Sensitivity.Token,
        ["TokenReview"] = Sensitivity.Token,
        ["SelfSubjectReview"] = Sensitivity.Token,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Of an object that says its kind.</summary>
    public static Sensitivity OfKind(string kind) => Kinds.GetValueOrDefault(kind);

    /// <summary>Of the bodies that a request sends, whatever they say they are: a patch says nothing.</summary>
    public static Sensitivity OfRequest(RequestInfo info) => (info.ApiGroup, info.Resource, info.Subresource, info.Verb) switch
    {
        ("", "secrets", _, "delete" or "deletecollection") => Sensitivity.None,
        ("", "secrets", _, _) => Sensitivity.Secret,
        ("", "serviceaccounts", Token, _) or ("authentication.k8s.io", _, _, _) => Sensitivity.Token,
        _ => Sensitivity.None,
    };
}
