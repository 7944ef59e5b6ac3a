namespace Signet.Server.Audit.Output;

/// <summary>Opens <c>--audit-log-path</c>.</summary>
internal static class AuditOutputs
{
    private const string Dash = "-";
    private static readonly string[] StandardOutputs = [Dash, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>Whether a path is standard output, which then has audit events only.</summary>
    public static bool IsStandardOutput(string? path) => StandardOutputs.Contains(path);

    /// <summary>Opens a file, a pipe or standard output. A new file is readable by its owner only; a named pipe needs no reader yet.</summary>
    /// <exception cref="IOException">The output cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the output is denied.</exception>
    public static IAuditOutput Open(string path, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new AuditStream(path == Dash
                ? Console.OpenStandardOutput()
                : new FileStream(
                    path,
                    new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 }));
        }

        var output = new AuditPath(path == Dash ? null : path, time);
        try
        {
            output.Check(reopen: false);
            return output;
        }
        catch (PipeWithoutReaderException)
        {
            // The writer retries; readyz and the log report the missing reader.
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }
}
