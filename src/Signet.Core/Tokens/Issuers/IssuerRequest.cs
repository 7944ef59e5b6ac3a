namespace Signet.Core.Tokens.Issuers;

/// <summary>An operation on the issuers, as an operator asks for it.</summary>
/// <param name="Action">What is to be done.</param>
internal sealed record IssuerRequest(IssuerAction Action)
{
    /// <summary>The issuer of <see cref="IssuerAction.Refuse"/> and <see cref="IssuerAction.Accept"/>; else empty.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Whether the operator accepts the consequences.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether it is decided and not done.</summary>
    public bool IsDryRun { get; init; }
}
