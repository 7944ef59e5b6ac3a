using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>Whoever is in <c>system:masters</c> may do everything (apiserver, <c>authorizerfactory</c> NewPrivilegedGroups).</summary>
public sealed class PrivilegedGroup : IAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
        new(IsMaster(attributes.User) ? AuthorizationDecision.Allow : AuthorizationDecision.NoOpinion);

    private static bool IsMaster(UserInfo user)
    {
        var groups = user.Groups;
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] == KnownUsers.MastersGroup)
            {
                return true;
            }
        }

        return false;
    }
}
