using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.Load;

/// <summary>The resources of a server process on Linux.</summary>
internal sealed record ServerFootprint(int Descriptors, int Threads, long Memory)
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
        return new ServerFootprint(Directory.GetFiles($"{folder}/fd").Length, (int)Read(status, "Threads"), 1024 * Read(status, "VmRSS"));
    }

    private static long Read(string[] status, string name) => long.Parse(
        status.First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
