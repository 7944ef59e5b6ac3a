using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Signet.Server.Audit.Output;

/// <summary>Opens <c>--audit-log-path</c>.</summary>
internal static class AuditOutputs
{
    private const string Dash = "-";
    private static readonly string[] StandardOutputs = [Dash, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>Whether a path is standard output, which then has audit events only.</summary>
    public static bool IsStandardOutput(string? path) => StandardOutputs.Contains(path);

    /// <summary>Opens a file, a pipe or standard output. A new file is readable by its owner only; a named pipe needs no reader yet.</summary>
    /// <param name="path">The path; <c>-</c> for standard output.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mode">How answers wait for their events.</param>
    /// <param name="rotation">The rotation by the server; null when there is none. Needs Linux.</param>
    /// <param name="logger">The logger of the rotation.</param>
    /// <exception cref="IOException">The output cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the output is denied.</exception>
    public static IAuditOutput Open(string path, TimeProvider time, AuditMode mode = AuditMode.Batch, AuditRotation? rotation = null, ILogger? logger = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new AuditStream(path == Dash
                ? Console.OpenStandardOutput()
                : new FileStream(
                    path,
                    new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 }));
        }

        var rotator = rotation is { IsEnabled: true } && !IsStandardOutput(path) ? new AuditRotator(path, rotation, time, logger ?? NullLogger.Instance) : null;
        var output = new AuditPath(path == Dash ? null : path, time, rotator) { Syncs = mode == AuditMode.BlockingStrict };
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
