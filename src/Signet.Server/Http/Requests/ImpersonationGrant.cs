using Signet.Core.Access;

namespace Signet.Server.Http.Requests;

/// <summary>An impersonation that was allowed.</summary>
/// <param name="Sender">The authenticated user, who acts as another one.</param>
/// <param name="Constraint">Of a constrained impersonation: the verb that allowed it (<c>impersonate:user-info</c>); else empty.</param>
internal sealed record ImpersonationGrant(UserInfo Sender, string Constraint);
