namespace Signet.Server.Audit.Output;

/// <summary>Opens <c>--audit-log-path</c>.</summary>
internal static class AuditOutputs
{
    private const string Dash = "-";
    private static readonly string[] StandardOutputs = [Dash, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>Whether a path stands for standard output, which then holds nothing but events.</summary>
    public static bool IsStandardOutput(string? path) => StandardOutputs.Contains(path);

    /// <summary>Opens a file, a pipe or standard output. A file that is made belongs to its owner alone; a named pipe needs no reader yet.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static IAuditOutput Open(string path, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new AuditStream(path == Dash
                ? Console.OpenStandardOutput()
                : new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 }));
        }

        var output = new AuditPath(path == Dash ? null : path, time);
        try
        {
            output.Check(reopen: false);
            return output;
        }
        catch (PipeWithoutReaderException)
        {
            // The writer tries again; readyz and the log say so until there is one.
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }
}
