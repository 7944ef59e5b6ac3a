using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>The files of the checkout, without build output.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Built = ["bin", "obj", "out", ".git", "artifacts", "TestResults", "StrykerOutput", "node_modules"];

    /// <summary>The paths from the root, with slashes.</summary>
    public static IReadOnlySet<string> All { get; } = Find(new DirectoryInfo(TestMachine.Root), "").ToHashSet(StringComparer.Ordinal);

    /// <summary>The folders with files, from the root.</summary>
    public static IReadOnlySet<string> Folders { get; } = All.SelectMany(FoldersOf).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Find(DirectoryInfo folder, string prefix)
    {
        foreach (var file in folder.EnumerateFiles())
        {
            yield return prefix + file.Name;
        }

        foreach (var inner in folder.EnumerateDirectories().Where(inner => !Built.Contains(inner.Name)))
        {
            foreach (var path in Find(inner, $"{prefix}{inner.Name}/"))
            {
                yield return path;
            }
        }
    }

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1))
        {
            yield return path[..at];
        }
    }
}
