using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Core.Tokens.Identity;

/// <summary>The end of validity of tokens whose account or bound object is being deleted. Shared by issuing and verifying.</summary>
internal static class IdentityLifetime
{
    /// <summary>Whether the deletion time and the leeway have passed. Then tokens are refused even if a finalizer keeps the object.</summary>
    public static bool IsOver(StoredObject found, DateTimeOffset now) =>
        found.DeletionTimestamp is { } deleted && deleted < now - ClockSkew.Max;

    /// <summary>The 409 on issuing. kube-apiserver issues a token in this case, and refuses it afterwards.</summary>
    public static StatusError Refuse(GroupResource resource, string name) =>
        StatusErrors.Conflict(resource, name, "it is being deleted, and tokens that depend on it are no longer accepted");
}
