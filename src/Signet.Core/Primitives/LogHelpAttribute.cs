namespace Signet.Core.Primitives;

/// <summary>
/// Explains a log event to operators. <c>docs/reference/log-events.md</c> is generated from it, so it is the only copy of these texts. A link
/// in them is relative to the folder <c>docs</c>.
/// </summary>
/// <param name="meaning">What has happened, in Markdown. An event whose level is chosen at run time says which one applies when.</param>
/// <param name="advice">What to do, in Markdown; <c>Nothing.</c> when the event is only information.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LogHelpAttribute(string meaning, string advice) : Attribute
{
    /// <summary>What has happened.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>What to do.</summary>
    public string Advice { get; } = advice;
}
