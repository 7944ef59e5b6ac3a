using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.Load;

/// <summary>The resources of a server process on Linux.</summary>
/// <param name="Descriptors">The descriptors but those of the store and of loaded assemblies: an assembly is loaded once, when it is first needed.</param>
/// <param name="StoreDescriptors">The descriptors of the store's files; the store keeps a bounded number of idle connections.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Memory">The resident memory in bytes.</param>
internal sealed record ServerFootprint(int Descriptors, int StoreDescriptors, int Threads, long Memory)
{
    /// <summary>Reads them from /proc.</summary>
    public static ServerFootprint Of(SignetProcess server)
    {
        var folder = $"/proc/{server.Id.ToString(CultureInfo.InvariantCulture)}";
        if (!Directory.Exists(folder))
        {
            TestMachine.Missing("there is no /proc");
        }

        var status = File.ReadAllLines($"{folder}/status");
        var files = new DirectoryInfo($"{folder}/fd").GetFiles().Select(descriptor => Path.GetFileName(Target(descriptor))).ToList();
        var store = files.Count(IsStore);
        var assemblies = files.Count(file => file.EndsWith(".dll", StringComparison.Ordinal));
        return new ServerFootprint(files.Count - store - assemblies, store, (int)Read(status, "Threads"), 1024 * Read(status, "VmRSS"));
    }

    /// <summary>Returns what a descriptor stands for, for example <c>socket:[1]</c>; empty if it was closed meanwhile.</summary>
    private static string Target(FileInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsStore(string file) => file.StartsWith("store.db", StringComparison.Ordinal);

    private static long Read(string[] status, string name) => long.Parse(
        status.First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
