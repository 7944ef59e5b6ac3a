using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>The result of authenticating and authorizing a running request again.</summary>
/// <param name="Lifetime">The time until which its credential is valid.</param>
/// <param name="Refusal">Why the request would be refused now; null when it is allowed.</param>
internal readonly record struct RecheckResult(CredentialLifetime Lifetime, string? Refusal);
