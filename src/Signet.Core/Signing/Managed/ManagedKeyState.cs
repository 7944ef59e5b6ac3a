namespace Signet.Core.Signing.Managed;

/// <summary>The stage of a managed key at a time. Follows from its windows; nothing stores it.</summary>
internal enum ManagedKeyState
{
    /// <summary>Made, not yet in the JWKS.</summary>
    Pending,

    /// <summary>In the JWKS, does not sign yet.</summary>
    Next,

    /// <summary>Signs.</summary>
    Current,

    /// <summary>Signs no more; its tokens are accepted, and it stays in the JWKS.</summary>
    Previous,

    /// <summary>Its last token has expired, or an operator has ended it.</summary>
    Retired,

    /// <summary>Compromised: its tokens are refused and it is not in the JWKS.</summary>
    Revoked,
}
