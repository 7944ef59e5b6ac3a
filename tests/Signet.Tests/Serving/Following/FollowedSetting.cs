namespace Signet.Tests.Serving.Following;

/// <summary>A setting, or several that are used together, whose files a test changes while a server runs.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="WriteAsync">Writes the good content of a version.</param>
/// <param name="BadFiles">The files that are made bad, in turn.</param>
/// <param name="IsInForceAsync">Whether the server uses a version, and not the previous one.</param>
internal sealed record FollowedSetting(
    IReadOnlyList<string> Settings, Func<int, Task> WriteAsync, IReadOnlyList<string> BadFiles, Func<int, Task<bool>> IsInForceAsync)
{
    /// <summary>Invalid contents, and replacements of the file.</summary>
    public static IReadOnlyList<string> BadKinds { get; } = ["truncated", "garbage", "empty", "deleted", "unreadable"];

    /// <summary>Makes one of the files bad.</summary>
    /// <param name="kind">One of <see cref="BadKinds"/>.</param>
    /// <param name="turn">The number of the kind, which selects the file.</param>
    public async Task SpoilAsync(string kind, int turn)
    {
        var file = BadFiles[turn % BadFiles.Count];
        switch (kind)
        {
            case "truncated":
                // Cut within the first line, because a file cut at another place may be valid.
                await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file))[..12]);
                break;
            case "garbage":
                await File.WriteAllTextAsync(file, "\u0001\u0002 \" garbage: [");
                break;
            case "empty":
                await File.WriteAllTextAsync(file, "");
                break;
            case "deleted":
                File.Delete(file);
                break;
            default:
                // Root can read every file, but not a directory.
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
        }
    }

    /// <summary>Removes the replacements of the files.</summary>
    public void Clear()
    {
        foreach (var file in BadFiles.Where(Directory.Exists))
        {
            Directory.Delete(file);
        }
    }
}
