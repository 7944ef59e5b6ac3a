using System.Runtime.InteropServices;
using Signet.Storage.Sqlite;

namespace Signet.Server.Hosting;

/// <summary>The native libraries that a server cannot do without. They are asked for before anything is made.</summary>
internal static class NativeLibraries
{
    /// <summary>The names that .NET looks for.</summary>
    private static readonly string[] OpenSslNames = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    /// <summary>Loads SQLite, and looks for OpenSSL, without which .NET would abort the process.</summary>
    /// <exception cref="StartupException">One of them is missing.</exception>
    public static void Require()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is null)
        {
            RequireAny("OpenSSL", OpenSslNames);
        }

        try
        {
            SqliteLibrary.Load();
        }
        catch (SqliteLibraryException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Loads the first of the libraries that the system has.</summary>
    /// <exception cref="StartupException">It has none of them.</exception>
    public static void RequireAny(string product, IReadOnlyList<string> names)
    {
        if (!names.Any(name => NativeLibrary.TryLoad(name, out _)))
        {
            throw new StartupException($"{product} is not installed: the system has no {names[0]}");
        }
    }
}
