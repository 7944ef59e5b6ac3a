using System.Globalization;
using System.Text;

namespace Signet.Cli.Support;

/// <summary>The last lines of a log.</summary>
internal static class LogTail
{
    private const string Name = "log.txt";

    /// <summary>At most this much is read from the end of a file.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Reads them.</summary>
    /// <param name="path">The file; <c>-</c> for standard input; null for none.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="maxLines">The maximum number of lines.</param>
    public static BundlePart Read(string? path, TextReader input, int maxLines)
    {
        if (path is null)
        {
            return new BundlePart(Name, null, "no log was given: `journalctl -u signet -n 2000 | signet support-bundle --log-file -`, or --log-file FILE");
        }

        try
        {
            using var file = path == "-" ? null : OpenEnd(path);
            var lines = new Queue<string>();
            while ((file ?? input).ReadLine() is { } line)
            {
                lines.Enqueue(line);
                if (lines.Count > maxLines)
                {
                    lines.Dequeue();
                }
            }

            return new BundlePart(
                Name, string.Join('\n', lines) + "\n", lines.Count == 0 ? string.Create(CultureInfo.InvariantCulture, $"{path} has no lines") : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new BundlePart(Name, null, $"--log-file: {path} cannot be read: {exception.Message}");
        }
    }

    /// <summary>From the first whole line: a secret that is cut in half would not be recognized.</summary>
    private static StreamReader OpenEnd(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.CanSeek && file.Length > MaxBytes)
        {
            file.Seek(-MaxBytes, SeekOrigin.End);
            var reader = new StreamReader(file, Encoding.UTF8);
            reader.ReadLine();
            return reader;
        }

        return new StreamReader(file, Encoding.UTF8);
    }
}
