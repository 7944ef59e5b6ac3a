using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Signet.Cli.Commands;

namespace Signet.Cli.Dev;

/// <summary>
/// A pipe whose other end is held by the process that started this one. The kernel closes that end when the process ends, also by SIGKILL, so that this process
/// never outlives it.
/// </summary>
internal static class ParentPipe
{
    /// <summary>Reads until the other end is closed. What is read is ignored.</summary>
    /// <param name="descriptor">The file descriptor, which this process has inherited; 0 is the standard input. On Windows only 0.</param>
    /// <param name="flag">The flag that names it, for the message.</param>
    /// <returns>Cancelled when the other end is closed.</returns>
    /// <exception cref="CommandException">There is no such descriptor.</exception>
    public static CancellationToken Watch(int descriptor, string flag)
    {
        var stream = Open(descriptor, flag);
        var closed = new CancellationTokenSource();

        // A thread of its own: it is blocked by read(2), which cannot be cancelled. It does not keep the process from ending.
        var thread = new Thread(() => Read(stream, closed)) { IsBackground = true, Name = "signet parent pipe" };
        thread.Start();
        return closed.Token;
    }

    private static Stream Open(int descriptor, string flag)
    {
        if (descriptor == 0)
        {
            return Console.OpenStandardInput();
        }

        var number = descriptor.ToString(CultureInfo.InvariantCulture);
        if (descriptor < 0 || OperatingSystem.IsWindows())
        {
            throw new CommandException($"{flag}: {number} is no file descriptor that can be used here", ExitCodes.Usage);
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: false);
        try
        {
            // fstat(2) fails for a descriptor that is not open; the constructor of the stream does not.
            _ = File.GetUnixFileMode(handle);
            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw new CommandException($"{flag}: the file descriptor {number} is not open", ExitCodes.Usage, exception);
        }
    }

    private static void Read(Stream stream, CancellationTokenSource closed)
    {
        var ignored = new byte[256];
        try
        {
            while (stream.Read(ignored) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reset, or not open for reading: the other end cannot be watched, which is the same as a closed one.
        }

        closed.Cancel();
    }
}
