using Signet.Core.Access;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>One permission that an impersonation needs.</summary>
/// <param name="Attributes">The attributes that the caller must be allowed.</param>
/// <param name="Refusal">Why the impersonation is always refused; empty when the authorizers decide.</param>
internal readonly record struct ImpersonationCheck(RequestAttributes Attributes, string Refusal = "");
