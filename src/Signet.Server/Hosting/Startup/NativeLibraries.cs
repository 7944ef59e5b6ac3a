using System.Runtime.InteropServices;
using Signet.Storage.Sqlite;

namespace Signet.Server.Hosting.Startup;

/// <summary>Loads the native libraries of a server before anything is created, so that a missing one is one clear message.</summary>
internal static class NativeLibraries
{
    /// <summary>The names that .NET probes.</summary>
    private static readonly string[] OpenSslNames = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    /// <summary>Loads OpenSSL; without it .NET would abort the process.</summary>
    /// <exception cref="StartupException">The library is not installed.</exception>
    public static void RequireOpenSsl()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is null)
        {
            RequireAny("OpenSSL", OpenSslNames);
        }
    }

    /// <summary>Loads SQLite.</summary>
    /// <exception cref="StartupException">The library is not installed.</exception>
    public static void RequireSqlite()
    {
        try
        {
            SqliteLibrary.Load();
        }
        catch (SqliteLibraryException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Loads the first library that exists.</summary>
    /// <exception cref="StartupException">None of them exists.</exception>
    public static void RequireAny(string product, IReadOnlyList<string> names)
    {
        if (!names.Any(name => NativeLibrary.TryLoad(name, out _)))
        {
            throw new StartupException($"{product} is not installed: the system has no {names[0]}");
        }
    }
}
