using Signet.Server.Files;
using Signet.Testing;

namespace Signet.Tests.Files;

public sealed class FileLocksTests
{
    [Theory]
    [InlineData("1: FLOCK  ADVISORY  WRITE 812 08:01:131 0 EOF", 812)]
    [InlineData("1: FLOCK  ADVISORY  WRITE 0 08:01:131 0 EOF", 0)]
    [InlineData("1: -> FLOCK  ADVISORY  WRITE 812 08:01:131 0 EOF", null)]
    [InlineData("1: FLOCK  ADVISORY  READ 812 08:01:131 0 EOF", null)]
    [InlineData("1: POSIX  ADVISORY  WRITE 812 08:01:131 0 EOF", null)]
    [InlineData("1: FLOCK  ADVISORY  WRITE 812 08:01:1310 0 EOF", null)]
    [InlineData("", null)]
    public void HolderOf_Line_IsRead(string line, int? expected) => Assert.Equal(expected, FileLocks.HolderOf(131, [line]));

    [Fact]
    public void HolderOf_LockedFile_IsThisProcess()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("/proc/locks");
        }

        using var folder = new TemporaryFolder();
        using (new FileStream(folder.File("lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(Environment.ProcessId, FileLocks.HolderOf(folder.File("lock")));
        }

        Assert.Null(FileLocks.HolderOf(folder.File("lock")));
        Assert.Null(FileLocks.HolderOf(folder.File("missing")));
    }
}
