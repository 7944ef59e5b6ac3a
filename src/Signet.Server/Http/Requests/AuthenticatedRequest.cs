using Signet.Core.Access;

namespace Signet.Server.Http.Requests;

/// <summary>A request whose sender is known. The second stage; impersonation makes an <see cref="IdentifiedRequest"/> of it.</summary>
/// <param name="Received">The request.</param>
/// <param name="Sender">The authenticated user.</param>
/// <param name="Lifetime">Until when the credential is valid.</param>
/// <param name="Notes">What the audit shall know of it; null when it is not recorded.</param>
internal readonly record struct AuthenticatedRequest(
    ReceivedRequest Received, UserInfo Sender, CredentialLifetime Lifetime = default, RequestNotes? Notes = null);
