using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Core.Tokens.Identity;

/// <summary>Until when the tokens of an account or a bound object that is being deleted are valid. Issuing and verifying agree on it.</summary>
internal static class IdentityLifetime
{
    /// <summary>Whether the deletion time and the leeway have passed: tokens are refused although a finalizer still holds the object.</summary>
    public static bool IsOver(StoredObject found, DateTimeOffset now) =>
        found.DeletionTimestamp is { } deleted && deleted < now - ClockSkew.Max;

    /// <summary>A 409: kube-apiserver issues a token here that it then refuses.</summary>
    public static StatusError Refuse(GroupResource resource, string name) =>
        StatusErrors.Conflict(resource, name, "it is being deleted, and tokens that depend on it are no longer accepted");
}
