namespace Signet.Server.Authentication.Chain;

/// <summary>
/// Combines the token authenticators: the first that authenticates the token decides; otherwise the reasons of all that reject it are joined
/// (apiserver, <c>pkg/authentication/token/union</c>). Adds <c>system:authenticated</c>.
/// </summary>
internal sealed class TokenAuthenticatorUnion(IReadOnlyList<ITokenAuthenticator> authenticators) : ITokenAuthenticator
{
    /// <inheritdoc/>
    public async ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string? reasons = null;
        for (var i = 0; i < authenticators.Count; i++)
        {
            switch (await authenticators[i].AuthenticateAsync(token, audiences, now, cancellationToken).ConfigureAwait(false))
            {
                case TokenAuthentication.Authenticated accepted:
                    return accepted with { User = AuthenticatedGroup.AddTo(accepted.User) };
                case TokenAuthentication.Rejected rejected:
                    reasons = reasons is null ? rejected.Reason : $"{reasons}, {rejected.Reason}";
                    break;
            }
        }

        return reasons is null ? TokenAuthentication.Unknown.Instance : new TokenAuthentication.Rejected(reasons);
    }
}
