namespace Signet.Cli.Store;

/// <summary>Writes progress as lines, at most one every two seconds for the same text.</summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private string? _text;
    private long _written;

    /// <summary>Reports a number.</summary>
    /// <param name="text">What is counted, with <c>{0}</c> for the number.</param>
    /// <param name="number">The number.</param>
    public void Report(string text, long number)
    {
        if (text == _text && time.GetElapsedTime(_written) < Interval)
        {
            return;
        }

        (_text, _written) = (text, time.GetTimestamp());
        output.WriteLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, number));
    }
}
