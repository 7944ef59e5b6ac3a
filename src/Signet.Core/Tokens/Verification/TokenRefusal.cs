namespace Signet.Core.Tokens.Verification;

/// <summary>The check that an invalid token has failed. A fixed set: it is the label of a metric.</summary>
internal enum TokenRefusal
{
    /// <summary>It is longer than a token may be.</summary>
    TooLong,

    /// <summary>No key has its id, or the key's time is over.</summary>
    UnknownKey,

    /// <summary>The key did not sign it.</summary>
    BadSignature,

    /// <summary>A claim is missing or has another form.</summary>
    Claims,

    /// <summary>The issuer is not accepted.</summary>
    UnknownIssuer,

    /// <summary>It has none of the requested audiences.</summary>
    Audience,

    /// <summary>Its <c>nbf</c> or <c>iat</c> is in the future.</summary>
    NotYetValid,

    /// <summary>Its <c>exp</c> has passed.</summary>
    Expired,

    /// <summary>The account is gone, being deleted, or another one with the same name.</summary>
    Account,

    /// <summary>The pod, secret or node is gone, being deleted, or another one with the same name.</summary>
    BoundObject,
}
