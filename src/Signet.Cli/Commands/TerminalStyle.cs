namespace Signet.Cli.Commands;

/// <summary>Colours of the output: only on a terminal, and not with <c>NO_COLOR</c> (no-color.org) or a dumb terminal.</summary>
/// <param name="HasColour">Whether colours are used.</param>
internal readonly record struct TerminalStyle(bool HasColour)
{
    /// <summary>The style of a writer.</summary>
    /// <param name="output">The writer; colours are used only on standard output.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static TerminalStyle Of(TextWriter output, Func<string, string?> variable) => new(
        IsTerminal(output) && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") != "dumb");

    /// <summary>Whether a writer is standard output, and that is a terminal.</summary>
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>What is in order.</summary>
    public string Good(string text) => Paint("32", text);

    /// <summary>What needs attention.</summary>
    public string Warning(string text) => Paint("33", text);

    /// <summary>What is refused or faulty.</summary>
    public string Bad(string text) => Paint("31", text);

    private string Paint(string code, string text) => HasColour ? $"\e[{code}m{text}\e[0m" : text;
}
