namespace Signet.Core.Tokens.Issuers;

/// <summary>What an issuer is for the server that is asked.</summary>
internal enum IssuerState
{
    /// <summary>It is the issuer of new tokens.</summary>
    Current,

    /// <summary>The settings name it, after the first one: it is accepted.</summary>
    Configured,

    /// <summary>It has issued, or another server of the store issues with it: it is accepted until a time.</summary>
    Former,

    /// <summary>Its last token has expired.</summary>
    Expired,

    /// <summary>An operator refused it.</summary>
    Refused,
}
