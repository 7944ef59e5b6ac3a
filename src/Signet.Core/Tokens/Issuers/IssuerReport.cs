namespace Signet.Core.Tokens.Issuers;

/// <summary>The result of an operation.</summary>
/// <param name="Configured">The issuers of the server's settings, the one that issues first; empty for a store that no server uses.</param>
/// <param name="History">The record afterwards; for a dry run as it would be.</param>
/// <param name="Change">What was done; for a dry run what would be done.</param>
/// <param name="Time">When it was decided.</param>
internal sealed record IssuerReport(IReadOnlyList<string> Configured, IssuerHistory History, IssuerChange Change, DateTimeOffset Time);
