using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>What became of a request that was checked again.</summary>
/// <param name="Lifetime">Until when its credential is valid.</param>
/// <param name="Refusal">Why it would be refused now; null when it would not.</param>
internal readonly record struct RecheckResult(CredentialLifetime Lifetime, string? Refusal);
