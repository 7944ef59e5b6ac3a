using Signet.Core.Access;

namespace Signet.Server.Http.Requests;

/// <summary>An allowed impersonation.</summary>
/// <param name="Sender">The authenticated user that impersonates another one.</param>
/// <param name="Constraint">The verb that allowed a constrained impersonation (<c>impersonate:user-info</c>); else empty.</param>
internal sealed record ImpersonationGrant(UserInfo Sender, string Constraint);
