namespace Signet.Core.Tokens.Issuers;

/// <summary>What an operator's request does, before it is done.</summary>
/// <param name="Entry">The entry of the issuer afterwards; null when nothing is to be done.</param>
/// <param name="Consequences">What it breaks or allows, a sentence each.</param>
internal sealed record IssuerChange(KnownIssuer? Entry, IReadOnlyList<string> Consequences)
{
    /// <summary>Nothing is to be done.</summary>
    public static IssuerChange None { get; } = new(null, []);
}
