using Signet.Core.Access;

namespace Signet.Server.Http.Requests;

/// <summary>A request whose user is decided: the sender, or the user that the sender impersonates. The third stage; authorization makes an <see cref="ApiRequest"/> of it.</summary>
/// <param name="authenticated">The request.</param>
/// <param name="user">In whose name it is made.</param>
/// <param name="impersonation">How the sender may act as that user; null when the user is the sender.</param>
internal sealed class IdentifiedRequest(in AuthenticatedRequest authenticated, UserInfo user, ImpersonationGrant? impersonation = null)
{
    /// <summary>The request.</summary>
    public ReceivedRequest Received { get; } = authenticated.Received;

    /// <summary>In whose name it is made.</summary>
    public UserInfo User { get; } = user;

    /// <summary>How the sender acts as <see cref="User"/>; null when nobody is impersonated.</summary>
    public ImpersonationGrant? Impersonation { get; } = impersonation;

    /// <summary>Until when the sender's credential is valid.</summary>
    public CredentialLifetime CredentialLifetime { get; } = authenticated.Lifetime;

    /// <summary>What the audit shall know of it; null when it is not recorded.</summary>
    public RequestNotes? Notes { get; } = authenticated.Notes;
}
