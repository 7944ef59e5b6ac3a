using System.Runtime.InteropServices;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Storage.Sqlite;

/// <summary>Issue 10, 21: a published server loads SQLite from a resource; CI tests it with the published file.</summary>
public sealed class SqliteLibraryTests
{
    [Fact]
    public void LoadFrom_Bytes_LoadsWithoutLeavingAFile()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            TestMachine.Missing("the library of linux-x64");
        }

        var before = Directory.GetDirectories(Path.GetTempPath(), "signet-sqlite-*");
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libe_sqlite3.so"));
        foreach (var load in (Func<Stream, IntPtr>[])[SqliteLibrary.LoadFrom, SqliteLibrary.LoadFromTemporaryFolder])
        {
            using var stream = new MemoryStream(bytes);
            var library = load(stream);
            Assert.NotEqual(IntPtr.Zero, NativeLibrary.GetExport(library, "sqlite3_open_v2"));
        }

        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "signet-sqlite-*").Except(before));
    }

    [Fact]
    public void LoadFrom_NotALibrary_Throws()
    {
        using var stream = new MemoryStream("no library"u8.ToArray());

        // Not with LoadFrom: the loader identifies libraries by path, and the descriptor of another test may have had the same number.
        Assert.ThrowsAny<DllNotFoundException>(() => SqliteLibrary.LoadFromTemporaryFolder(stream));
    }
}
