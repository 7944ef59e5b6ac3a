using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Signet.Server.Files;

namespace Signet.Server.Audit.Output;

/// <summary>
/// The Linux system calls without a .NET API: append-only files, device and inode numbers, and writes to pipes that report EPIPE (the stream of
/// <see cref="Console"/> ignores it). The constants are those of x86-64 and Arm64.
/// </summary>
internal static partial class Posix
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NoDeviceOrReader = 6;
    public const int Again = 11;
    public const int BrokenPipe = 32;
    private const int OpenWriteOnly = 1;
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

    /// <summary>Opens a file for appending, and creates it with access for its owner only. Does not block: a pipe without a reader fails with ENXIO.</summary>
    /// <exception cref="PosixException">The file cannot be opened.</exception>
    public static SafeFileHandle OpenToAppend(string path)
    {
        var handle = Open(path, OpenWriteOnly | Create | Append | NonBlocking | NoControllingTerminal | CloseOnExec, OwnerReadsAndWrites);
        var error = Marshal.GetLastPInvokeError();
        if (handle < 0)
        {
            throw new PosixException(error);
        }

        return new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <summary>Sets O_APPEND: all writes go to the current end of the file.</summary>
    public static void SetAppend(SafeFileHandle file)
    {
        var flags = Control(file, GetFlags, 0);
        if (flags < 0 || Control(file, SetFlags, flags | Append) < 0)
        {
            throw new PosixException(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Whether the process inherited a descriptor. Descriptors that the runtime opens are closed on exec.</summary>
    public static bool IsInherited(SafeFileHandle file)
    {
        var flags = Control(file, GetDescriptorFlags, 0);
        return flags >= 0 && (flags & ClosedOnExec) == 0;
    }

    /// <summary>The file of a descriptor.</summary>
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

    /// <summary>The file at a path, through symbolic links; null when there is none.</summary>
    public static FileIdentity? Identify(string path)
    {
        if (StatX.Read(StatX.CurrentDirectory, path, 0, out var status) == 0)
        {
            return FileIdentity.Of(status);
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NoEntry ? null : throw new PosixException(error);
    }

    /// <summary>write(2), repeated after EINTR: the number of bytes, or the negative error number.</summary>
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

    /// <summary>Waits until the content of a file is on the disk, and the metadata that reading it needs (fdatasync(2)).</summary>
    /// <exception cref="PosixException">It failed. Lines since the last success may be lost, also when a later call succeeds.</exception>
    public static void SyncData(SafeFileHandle file)
    {
        while (SyncDescriptor(file) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw new PosixException(error);
            }
        }
    }

    /// <summary>Waits until a descriptor is ready for output, and returns its events.</summary>
    public static unsafe PollEvents WaitForOutput(SafeFileHandle file, int milliseconds)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            var request = new PollRequest { Descriptor = (int)file.DangerousGetHandle(), Requested = PollEvents.Output };
            return Poll(&request, 1, milliseconds) > 0 ? request.Returned : PollEvents.None;
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

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncDescriptor(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    private struct PollRequest
    {
        public int Descriptor;
        public PollEvents Requested;
        public PollEvents Returned;
    }
}
