using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds.Secrets;

/// <summary>
/// Secrets of type <c>kubernetes.io/service-account-token</c>: in Kubernetes a controller puts a token without expiration into them. Here
/// nothing does, so whoever writes one without a token is told what to use instead of waiting for it.
/// </summary>
internal static class TokenSecrets
{
    /// <summary>The type.</summary>
    public const string Type = "kubernetes.io/service-account-token";

    /// <summary>The annotation that names the account.</summary>
    public const string AccountName = "kubernetes.io/service-account.name";

    /// <summary>A warning for one that has no token.</summary>
    public static IReadOnlyList<string> WarningsFor(ObjectDocument secret)
    {
        if (secret.Root.GetString("type") != Type || secret.Root.GetObject("data") is { } data && data.GetString("token").Length > 0)
        {
            return [];
        }

        var account = secret.Metadata.Annotations?.GetString(AccountName) ?? "";
        return
        [
            $"type: this server does not put a token into secrets of type {GoText.Quote(Type)}; request one that expires with " +
            $"\"kubectl create token {account} --namespace {secret.Metadata.Namespace}\" or the TokenRequest API " +
            "(POST to the subresource serviceaccounts/token)",
        ];
    }
}
