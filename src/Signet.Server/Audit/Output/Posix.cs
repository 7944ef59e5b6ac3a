using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Signet.Server.Files;

namespace Signet.Server.Audit.Output;

/// <summary>
/// The calls of Linux that .NET has no API for: append-only files, files by device and inode, and writes to pipes that report EPIPE
/// (the stream of <see cref="Console"/> ignores it). Constants are those of x86-64 and Arm64.
/// </summary>
internal static partial class Posix
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NoDeviceOrReader = 6;
    public const int Again = 11;
    public const int BrokenPipe = 32;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int NoControllingTerminal = 0x100;
    private const int Append = 0x400;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int OwnerReadsAndWrites = 0x180;
    private const int SetFlags = 4;
    private const int GetFlags = 3;
    private const int GetDescriptorFlags = 1;
    private const int ClosedOnExec = 1;
    private const int EmptyPath = 0x1000;

    /// <summary>Opens for appending; makes a file for its owner alone. Never waits: a pipe without a reader fails with ENXIO.</summary>
    /// <exception cref="PosixException">It cannot be opened.</exception>
    public static SafeFileHandle OpenToAppend(string path)
    {
        var handle = Open(path, WriteOnly | Create | Append | NonBlocking | NoControllingTerminal | CloseOnExec, OwnerReadsAndWrites);
        var error = Marshal.GetLastPInvokeError();
        if (handle < 0)
        {
            throw new PosixException(error);
        }

        return new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <summary>Makes all writes of a descriptor go to the end of its file, wherever that is then.</summary>
    public static void SetAppend(SafeFileHandle file)
    {
        var flags = Control(file, GetFlags, 0);
        if (flags < 0 || Control(file, SetFlags, flags | Append) < 0)
        {
            throw new PosixException(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Whether the process was started with a descriptor: what it opens itself is closed on exec.</summary>
    public static bool IsInherited(SafeFileHandle file)
    {
        var flags = Control(file, GetDescriptorFlags, 0);
        return flags >= 0 && (flags & ClosedOnExec) == 0;
    }

    /// <summary>What a descriptor is.</summary>
    public static FileIdentity Identify(SafeFileHandle file)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return StatX.Read((int)file.DangerousGetHandle(), "", EmptyPath, out var status) == 0
                ? FileIdentity.Of(status)
                : throw new PosixException(Marshal.GetLastPInvokeError());
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>What a path names, through symbolic links; null when it names nothing.</summary>
    public static FileIdentity? Identify(string path)
    {
        if (StatX.Read(StatX.CurrentDirectory, path, 0, out var status) == 0)
        {
            return FileIdentity.Of(status);
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NoEntry ? null : throw new PosixException(error);
    }

    /// <summary>write(2), again when a signal interrupts it: the number of bytes, or the negative error.</summary>
    public static unsafe int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            while (true)
            {
                var written = WriteBytes(file, first, bytes.Length);
                if (written >= 0)
                {
                    return (int)written;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error != Interrupted)
                {
                    return -error;
                }
            }
        }
    }

    /// <summary>Waits until a descriptor takes something: which of <see cref="PollEvents"/> there are.</summary>
    public static unsafe PollEvents WaitForOutput(SafeFileHandle file, int milliseconds)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            var asked = new PollRequest { Descriptor = (int)file.DangerousGetHandle(), Wanted = PollEvents.Output };
            return Poll(&asked, 1, milliseconds) > 0 ? asked.Found : PollEvents.None;
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(SafeFileHandle file, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    private struct PollRequest
    {
        public int Descriptor;
        public PollEvents Wanted;
        public PollEvents Found;
    }
}
