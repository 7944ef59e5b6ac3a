using Signet.Core.Access;

namespace Signet.Server.Authorization;

/// <summary>Whoever is in <c>system:masters</c> may do everything (apiserver, <c>authorizerfactory</c> NewPrivilegedGroups).</summary>
public sealed class PrivilegedGroup : IAuthorizer
{
    /// <inheritdoc/>
    public AuthorizationDecision Authorize(in RequestAttributes attributes)
    {
        var groups = attributes.User.Groups;
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] == KnownUsers.MastersGroup)
            {
                return AuthorizationDecision.Allow;
            }
        }

        return AuthorizationDecision.NoOpinion;
    }
}
