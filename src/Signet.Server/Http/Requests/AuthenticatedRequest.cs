using Signet.Core.Access;

namespace Signet.Server.Http.Requests;

/// <summary>A request with its authenticated sender. The second stage; impersonation returns an <see cref="IdentifiedRequest"/>.</summary>
/// <param name="Received">The request.</param>
/// <param name="Sender">The authenticated user.</param>
/// <param name="Lifetime">How long the credential is valid.</param>
/// <param name="Notes">Notes for the audit; null when the request is not recorded.</param>
internal readonly record struct AuthenticatedRequest(
    ReceivedRequest Received, UserInfo Sender, CredentialLifetime Lifetime = default, RequestNotes? Notes = null);
