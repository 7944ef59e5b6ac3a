using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds.Secrets;

/// <summary>
/// Secrets of type <c>kubernetes.io/service-account-token</c>. In Kubernetes a controller writes a token without expiration into them. This
/// server does not, so a secret without a token causes a warning that names the alternative.
/// </summary>
internal static class TokenSecrets
{
    public const string Type = "kubernetes.io/service-account-token";

    /// <summary>The annotation with the name of the service account.</summary>
    public const string AccountName = "kubernetes.io/service-account.name";

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
