using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Signet.Storage.Sqlite;

/// <summary>
/// Loads the native SQLite library. A published server has it as the resource <c>e_sqlite3</c> of the executable, so that the server is a single
/// file; without that resource the library beside the executable is loaded.
/// </summary>
internal static partial class SqliteLibrary
{
    private const string Name = "e_sqlite3";
    private static readonly Lock Loading = new();
    private static bool _isLoaded;

    /// <summary>Loads the library once.</summary>
    /// <exception cref="SqliteLibraryException">The library is missing, or not for this platform.</exception>
    public static void Load()
    {
        lock (Loading)
        {
            if (_isLoaded)
            {
                return;
            }

            try
            {
                using (var resource = Assembly.GetEntryAssembly()?.GetManifestResourceStream(Name))
                {
                    if (resource is not null)
                    {
                        var handle = LoadFrom(resource);
                        NativeLibrary.SetDllImportResolver(
                            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == Name ? handle : IntPtr.Zero);
                    }
                }

                SQLitePCL.Batteries_V2.Init();
                SQLitePCL.raw.sqlite3_libversion_number();
                _isLoaded = true;
            }
            catch (Exception exception) when (
                exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException or IOException
                    or UnauthorizedAccessException)
            {
                throw new SqliteLibraryException(
                    $"the native SQLite library ({Name}) is missing or cannot be loaded; in a build that is more than one file it belongs into the folder of the executable",
                    exception);
            }
        }
    }

    /// <summary>Loads a library from its bytes.</summary>
    internal static IntPtr LoadFrom(Stream resource)
    {
        if (OperatingSystem.IsLinux() && CreateMemoryFile(Name, CloseOnExec) is var descriptor and >= 0)
        {
            using var memory = new SafeFileHandle(descriptor, ownsHandle: true);
            using (var stream = new FileStream(memory, FileAccess.Write))
            {
                resource.CopyTo(stream);
                stream.Flush();
                if (NativeLibrary.TryLoad($"/proc/self/fd/{descriptor}", out var loaded))
                {
                    return loaded;
                }
            }

            resource.Position = 0;
        }

        return LoadFromTemporaryFolder(resource);
    }

    /// <summary>
    /// For systems without executable memory files. The folder is new, accessible only to its owner, and deleted on return: a loaded library needs no
    /// file (except on Windows).
    /// </summary>
    internal static IntPtr LoadFromTemporaryFolder(Stream resource)
    {
        var folder = Directory.CreateTempSubdirectory("signet-sqlite-");
        try
        {
            var path = Path.Combine(folder.FullName, Name);
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
            {
                resource.CopyTo(file);
            }

            return NativeLibrary.Load(path);
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>MFD_CLOEXEC of memfd_create(2).</summary>
    private const uint CloseOnExec = 1;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
