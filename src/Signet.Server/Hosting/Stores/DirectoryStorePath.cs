using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Stores;

/// <summary>The store of a data directory that a command names.</summary>
internal static class DirectoryStorePath
{
    /// <summary>The absolute path of a data directory that has a store.</summary>
    /// <exception cref="StartupException">It has none.</exception>
    public static string Require(string directory)
    {
        var path = Path.GetFullPath(directory);
        return File.Exists(StoreOf(path)) ? path : throw new StartupException($"{path} has no store ({DataDirectory.StoreName})");
    }

    /// <summary>The path of the database.</summary>
    public static string StoreOf(string directory) => Path.Combine(directory, DataDirectory.StoreName);
}
