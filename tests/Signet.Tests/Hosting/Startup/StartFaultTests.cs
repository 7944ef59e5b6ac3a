using System.Net.Sockets;
using Signet.Server.Hosting.Startup;

namespace Signet.Tests.Hosting.Startup;

/// <summary>Which start failures are transient (exit code 1) and which need another configuration (78).</summary>
public sealed class StartFaultTests
{
    /// <summary>Causes, and whether they are transient.</summary>
    public static TheoryData<Exception?, bool> Causes { get; } = new()
    {
        { null, false },
        { new FileNotFoundException("no file"), false },
        { new DirectoryNotFoundException("no folder"), false },
        { new UnauthorizedAccessException("not yours"), false },
        { new FormatException("garbage"), false },
        { new FormatException("cannot be read", new IOException("input/output error", 5)), true },
        { new IOException("no space left on device", 28), true },
        { new IOException("in use by another process", 11), true },
        { new IOException("too many open files", 24), true },
        { new IOException("read-only file system", 30), false },
        { new SocketException((int)SocketError.AddressAlreadyInUse), true },
        { new SocketException((int)SocketError.AddressNotAvailable), true },
        { new SocketException((int)SocketError.AccessDenied), false },
        { new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13), true },
        { new Microsoft.Data.Sqlite.SqliteException("database is locked", 5), true },
        { new Microsoft.Data.Sqlite.SqliteException("malformed", 11), false },
        { new Core.Storage.StoreUnavailableException("in use", new IOException("in use by another process", 11)), true },
    };

    [Theory]
    [MemberData(nameof(Causes), DisableDiscoveryEnumeration = true)]
    public void ExitCode_Cause_IsTransientOrPermanent(Exception? cause, bool isTransient)
    {
        Assert.Equal(isTransient ? 1 : 78, new StartupException("fault", cause).ExitCode);
        Assert.Equal(1, new StartupException("fault", cause) { IsTransient = true }.ExitCode);
    }

    [Fact]
    public void Require_MissingLibrary_IsNamed()
    {
        NativeLibraries.RequireOpenSsl();
        NativeLibraries.RequireSqlite();

        var missing = Assert.Throws<StartupException>(() => NativeLibraries.RequireAny("OpenSSL", ["libssl.so.99"]));

        Assert.Equal("OpenSSL is not installed: the system has no libssl.so.99", missing.Message);
        Assert.Equal(StartFault.ConfigurationExitCode, missing.ExitCode);
    }
}
