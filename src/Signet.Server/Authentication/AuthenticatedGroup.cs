using Signet.Core.Access;

namespace Signet.Server.Authentication;

/// <summary>Adds the group of all authenticated users (apiserver, <c>pkg/authentication/group/authenticated_group_adder.go</c>).</summary>
internal static class AuthenticatedGroup
{
    public static UserInfo AddTo(UserInfo user)
    {
        foreach (var group in user.Groups)
        {
            if (group is KnownUsers.AuthenticatedGroup or KnownUsers.UnauthenticatedGroup)
            {
                return user;
            }
        }

        return user with { Groups = [.. user.Groups, KnownUsers.AuthenticatedGroup] };
    }
}
