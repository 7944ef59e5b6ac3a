using Signet.Core.Access;

namespace Signet.Server.Authentication;

/// <summary>
/// The user of the control socket: the administrator, as in the kubeconfig of the data directory, with an extra field that the audit log has.
/// </summary>
internal static class ControlUser
{
    /// <summary>The user.</summary>
    public static UserInfo Administrator { get; } = AuthenticatedGroup.AddTo(new UserInfo
    {
        Name = KnownUsers.AdministratorName,
        Groups = [KnownUsers.MastersGroup],
        Extra = [new("tokens.signet.dev/connection", ["control-socket"])],
    });
}
