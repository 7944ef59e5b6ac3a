using Signet.Core.Access;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>One right that an impersonation needs.</summary>
/// <param name="Attributes">What the caller has to be allowed.</param>
/// <param name="Refusal">Why nobody is allowed it, or empty when the authorizers decide.</param>
internal readonly record struct ImpersonationCheck(RequestAttributes Attributes, string Refusal = "");
