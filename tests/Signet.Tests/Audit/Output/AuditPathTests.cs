using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Win32.SafeHandles;
using Signet.Server.Audit.Output;
using Signet.Testing;

namespace Signet.Tests.Audit.Output;

/// <summary>The states of real files and pipes.</summary>
public sealed class AuditPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly string _path;

    public AuditPathTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has it");
        _path = _folder.File("audit.log");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_NothingHappened_IsConfirmed()
    {
        using var output = AuditOutputs.Open(_path, _time);
        Write(output, "a\n");

        Assert.Equal(AuditOutputState.Confirmed, output.Check(reopen: false));
        Assert.Equal(AuditOutputState.Confirmed, output.Check(reopen: true));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }
    }

    [Fact]
    public void Check_FileTruncated_IsLostOnceAndWritesLeaveNoHole()
    {
        using var output = AuditOutputs.Open(_path, _time);
        Write(output, "first\n");
        Cut();
        Write(output, "second\n");

        Assert.Equal(AuditOutputState.Lost, output.Check(reopen: false));
        Assert.Equal(AuditOutputState.Confirmed, output.Check(reopen: false));
        Assert.Equal("second\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Check_FileTruncatedInsideALine_ContinuesOnANewLine()
    {
        using var output = AuditOutputs.Open(_path, _time);
        Write(output, "first\n");
        using (var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(3);
        }

        Assert.Equal(AuditOutputState.Lost, output.Check(reopen: false));
        Write(output, "first\n");

        Assert.Equal("fir\nfirst\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Open_FileEndsInsideALine_ContinuesOnANewLine()
    {
        File.WriteAllText(_path, "{\"half");
        using var output = AuditOutputs.Open(_path, _time);
        Write(output, "{}\n");

        Assert.Equal("{\"half\n{}\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Check_FileRenamed_WaitsForANewFileThenCreatesIt()
    {
        using var output = AuditOutputs.Open(_path, _time);
        File.Move(_path, _path + ".1");

        Assert.Equal(AuditOutputState.Pending, output.Check(reopen: false));
        Assert.False(File.Exists(_path));
        _time.Advance(AuditPath.MaxAbsence);
        Assert.Equal(AuditOutputState.Moved, output.Check(reopen: false));
        Write(output, "new\n");

        Assert.Equal("new\n", File.ReadAllText(_path));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Check_RenamedAndRecreatedOrReopened_IsMovedAtOnce(bool isMade, bool reopen)
    {
        using var output = AuditOutputs.Open(_path, _time);
        File.Move(_path, _path + ".1");
        if (isMade)
        {
            File.WriteAllText(_path, "");
        }

        Assert.Equal(AuditOutputState.Moved, output.Check(reopen));
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void Check_FileRemoved_IsLost()
    {
        using var output = AuditOutputs.Open(_path, _time);
        File.Delete(_path);

        Assert.Equal(AuditOutputState.Lost, output.Check(reopen: true));
    }

    [Fact]
    public void Check_FolderGone_FailsUntilItIsBack()
    {
        var folder = Directory.CreateDirectory(_folder.File("sub")).FullName;
        using var output = AuditOutputs.Open(Path.Combine(folder, "audit.log"), _time);
        Directory.Delete(folder, recursive: true);

        Assert.ThrowsAny<IOException>(() => output.Check(reopen: true));
        Assert.ThrowsAny<IOException>(() => output.Check(reopen: true));
        Directory.CreateDirectory(folder);
        Assert.Equal(AuditOutputState.Lost, output.Check(reopen: true));
    }

    [Fact]
    public void Write_FullDevice_Fails()
    {
        using var output = AuditOutputs.Open("/dev/full", _time);

        Assert.Contains("No space left", Assert.ThrowsAny<IOException>(() => output.Write("a\n"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipe_ReaderChanges_IsReported()
    {
        using (var make = Process.Start(TestMachine.Require("mkfifo"), [_path]))
        {
            await make.WaitForExitAsync();
        }

        using var output = AuditOutputs.Open(_path, _time);
        Assert.ThrowsAny<IOException>(() => output.Check(reopen: false));
        using (OpenReader())
        {
            Assert.Equal(AuditOutputState.Confirmed, output.Check(reopen: false));
            Write(output, "a\n");
        }

        Assert.ThrowsAny<IOException>(() => output.Write("b\n"u8));
        Assert.ThrowsAny<IOException>(() => output.Check(reopen: false));
        using var reader = new FileStream(OpenReader(), FileAccess.Read, 0);
        Assert.Equal(AuditOutputState.ReaderChanged, output.Check(reopen: false));
        Assert.Equal(AuditOutputState.Confirmed, output.Check(reopen: false));
        Write(output, "b\n");

        // What the first reader left in the pipe is still there.
        var bytes = new byte[16];
        Assert.Equal("a\nb\n", Encoding.UTF8.GetString(bytes, 0, reader.Read(bytes)));
    }

    [Fact]
    public async Task Pipe_ReaderDoesNotRead_AcceptsOnlyItsCapacity()
    {
        using (var make = Process.Start(TestMachine.Require("mkfifo"), [_path]))
        {
            await make.WaitForExitAsync();
        }

        using var keeper = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        using var output = AuditOutputs.Open(_path, _time);
        var lines = new byte[1024 * 1024];

        Assert.InRange(output.Write(lines), 4096, lines.Length - 1);
        Assert.Equal(0, output.Write(lines));
    }

    private static void Write(IAuditOutput output, string text) => Assert.Equal(text.Length, output.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Opens the reading end while nothing is written. Opening for both directions first does not block.</summary>
    private SafeFileHandle OpenReader()
    {
        using var both = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    private void Cut()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }
}
