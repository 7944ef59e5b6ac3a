using System.Collections.Frozen;
using Signet.Server.Http;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Secrecy;

/// <summary>The fields that are masked in audit events, at every level. All other strings are searched for tokens as well (<see cref="TokenMask"/>).</summary>
internal static class SensitiveFields
{
    /// <summary>The replacement of masked values.</summary>
    public const string Mask = TokenMask.Mask;

    /// <summary>The name of the parameter and field of a token.</summary>
    public const string Token = "token";

    /// <summary>Query parameters that have credentials. The server ignores them, but clients send them.</summary>
    public static readonly FrozenSet<string> QueryParameters = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, Token, "access_token", "authorization");

    /// <summary>The fields of a secret that are not masked; the values of all others, known or not, are.</summary>
    public static readonly FrozenSet<string> UnmaskedSecretFields = FrozenSet.Create(StringComparer.Ordinal, "apiVersion", "immutable", "kind", "metadata", "type");

    /// <summary>The annotations of a secret that repeat its data.</summary>
    public static readonly FrozenSet<string> MaskedSecretAnnotations = FrozenSet.Create(StringComparer.Ordinal, "kubectl.kubernetes.io/last-applied-configuration");

    private static readonly FrozenDictionary<string, Sensitivity> Kinds = new Dictionary<string, Sensitivity>
    {
        ["Secret"] = Sensitivity.Secret,
        ["SecretList"] = Sensitivity.Secret,
        ["TokenRequest"] = Sensitivity.Token,
        ["TokenReview"] = Sensitivity.Token,
        ["SelfSubjectReview"] = Sensitivity.Token,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The sensitivity of an object with a kind.</summary>
    public static Sensitivity OfKind(string kind) => Kinds.GetValueOrDefault(kind);

    /// <summary>The sensitivity of request bodies, whatever kind they name: a patch has none.</summary>
    public static Sensitivity OfRequest(RequestInfo info) => (info.ApiGroup, info.Resource, info.Subresource, info.Verb) switch
    {
        ("", "secrets", _, "delete" or "deletecollection") => Sensitivity.None,
        ("", "secrets", _, _) => Sensitivity.Secret,
        ("", "serviceaccounts", Token, _) or ("authentication.k8s.io", _, _, _) => Sensitivity.Token,
        _ => Sensitivity.None,
    };
}
