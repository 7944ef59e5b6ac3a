namespace Signet.Core.Tokens.Issuers;

/// <summary>What an operator asks for.</summary>
internal enum IssuerAction
{
    /// <summary>Reads the issuers.</summary>
    List,

    /// <summary>Refuses the tokens of an issuer at once.</summary>
    Refuse,

    /// <summary>Takes a refusal back.</summary>
    Accept,
}
