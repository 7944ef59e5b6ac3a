namespace Signet.SystemTests.History.Checking;

/// <summary>A violation of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Text">What happened.</param>
internal sealed record Violation(HistoryRule Rule, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rule}: {Text}";
}
