using Signet.Core.Access;

namespace Signet.Server.Http.Requests;

/// <summary>
/// A request with its user: the sender, or the user that the sender impersonates. The third stage; authorization returns an <see
/// cref="ApiRequest"/>.
/// </summary>
/// <param name="authenticated">The request.</param>
/// <param name="user">The sender or the impersonated user.</param>
/// <param name="impersonation">The impersonation that was allowed; null when the user is the sender.</param>
internal sealed class IdentifiedRequest(in AuthenticatedRequest authenticated, UserInfo user, ImpersonationGrant? impersonation = null)
{
    public ReceivedRequest Received { get; } = authenticated.Received;

    /// <summary>The sender or the impersonated user.</summary>
    public UserInfo User { get; } = user;

    /// <summary>The impersonation that was allowed; null without impersonation.</summary>
    public ImpersonationGrant? Impersonation { get; } = impersonation;

    /// <summary>Notes for the audit; null when the request is not recorded.</summary>
    public RequestNotes? Notes { get; } = authenticated.Notes;
}
