namespace Signet.Fuzz.Targets;

/// <summary>A folder of this process for readers that take a path; in memory where there is such a file system.</summary>
internal static class FuzzFolder
{
    private const string Memory = "/dev/shm";

    /// <summary>The path. It is removed at the end of the process.</summary>
    public static string Path { get; } = Create();

    private static string Create()
    {
        var parent = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        var path = System.IO.Path.Combine(parent, $"signet-fuzz-{Environment.ProcessId}");
        Directory.CreateDirectory(path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(path);
        return path;
    }

    /// <summary>Removes it before an end of the process without the handlers of exit.</summary>
    public static void Remove() => Remove(Path);

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
