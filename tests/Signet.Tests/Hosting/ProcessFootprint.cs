using Signet.Testing;

namespace Signet.Tests.Hosting;

/// <summary>The open descriptors and threads of this process, and the files where a server could leave some.</summary>
internal sealed record ProcessFootprint(IReadOnlyList<string> Descriptors, IReadOnlyList<string> Threads, IReadOnlyList<string> Files)
{
    /// <summary>Threads of the runtime and the test runner, whose number varies.</summary>
    private static readonly string[] RuntimeThreads = [".NET TP", ".NET Tiered", ".NET Long Runni", ".NET SynchManag", ".NET EventPipe", ".NET Finalizer", ".NET Sockets", ".NET SigHandler", ".NET Server GC", ".NET BGC", "xUnit"];

    /// <summary>Takes a snapshot. Skips the test without <c>/proc</c>.</summary>
    public static ProcessFootprint Take()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestMachine.Missing("/proc/self/fd");
        }

        // Runs finalizers, so that what only they close is visible.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new ProcessFootprint(
            [.. Directory.EnumerateFiles("/proc/self/fd").Select(TargetOf).OfType<string>().Order(StringComparer.Ordinal)],
            [.. Directory.EnumerateDirectories("/proc/self/task").Select(NameOf).OfType<string>()
                .Where(name => !RuntimeThreads.Any(name.StartsWith)).Order(StringComparer.Ordinal)],
            [.. Directory.EnumerateFileSystemEntries(Environment.CurrentDirectory).Concat(OfTheProduct(Path.GetTempPath())).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The additional entries since a snapshot; empty for none.</summary>
    public IReadOnlyList<string> Since(ProcessFootprint before) =>
    [
        .. More(before.Descriptors, Descriptors, "descriptor"),
        .. More(before.Threads, Threads, "thread"),
        .. More(before.Files, Files, "file"),
    ];

    /// <summary>Waits until there are no additional entries: closed connections and ended threads disappear with a delay.</summary>
    public static async Task AssertNothingSinceAsync(ProcessFootprint before)
    {
        var more = Take().Since(before);
        var begun = TimeProvider.System.GetTimestamp();
        while (more.Count > 0 && TimeProvider.System.GetElapsedTime(begun) < Patience.Limit)
        {
            await Task.Delay(20);
            more = Take().Since(before);
        }

        Assert.Empty(more);
    }

    private static IEnumerable<string> More(IReadOnlyList<string> before, IReadOnlyList<string> after, string kind)
    {
        var left = before.CountBy(Shape).ToDictionary();
        foreach (var one in after)
        {
            var shape = Shape(one);
            if (left.GetValueOrDefault(shape) > 0)
            {
                left[shape]--;
            }
            else
            {
                yield return $"{kind} {one}";
            }
        }
    }

    /// <summary>Sockets and pipes are counted, because each has a number of its own.</summary>
    private static string Shape(string target) => target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("pipe:", StringComparison.Ordinal)
        ? target[..target.IndexOf(':', StringComparison.Ordinal)]
        : target;

    /// <summary>Folders of tests, also of other processes, are created and removed.</summary>
    private static IEnumerable<string> OfTheProduct(string folder) => Directory.EnumerateFileSystemEntries(folder, "*signet*")
        .Where(path => !Path.GetFileName(path).StartsWith("signet-test-", StringComparison.Ordinal));

    /// <summary>
    /// Null for an assembly or its symbols, which are loaded on first use, for the descriptor of the enumeration itself, and for a descriptor that has
    /// just been closed.
    /// </summary>
    private static string? TargetOf(string descriptor)
    {
        var target = new FileInfo(descriptor).LinkTarget;
        return target is null || target.StartsWith("/proc/", StringComparison.Ordinal) || Path.GetExtension(target) is ".dll" or ".so" or ".pdb" ? null : target;
    }

    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The thread has ended since.
            return null;
        }
    }
}
