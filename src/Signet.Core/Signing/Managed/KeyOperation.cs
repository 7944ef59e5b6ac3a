namespace Signet.Core.Signing.Managed;

/// <summary>What an operator asked for, before it is done.</summary>
/// <param name="Transitions">What is to be committed together.</param>
/// <param name="Consequences">What it breaks, a sentence each; empty when it is safe. An operation with consequences needs a confirmation.</param>
internal sealed record KeyOperation(IReadOnlyList<KeyTransition> Transitions, IReadOnlyList<string> Consequences);
