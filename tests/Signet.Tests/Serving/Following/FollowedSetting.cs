namespace Signet.Tests.Serving.Following;

/// <summary>A setting, or several that count together, whose files a test changes under a running server.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="WriteAsync">Writes the content of a version, which is good.</param>
/// <param name="BadFiles">Which of its files is made bad, in turn.</param>
/// <param name="IsInForceAsync">Whether the server acts by a version, and not by the one before it.</param>
internal sealed record FollowedSetting(
    IReadOnlyList<string> Settings, Func<int, Task> WriteAsync, IReadOnlyList<string> BadFiles, Func<int, Task<bool>> IsInForceAsync)
{
    /// <summary>Contents that are none, and what stands in the place of a file.</summary>
    public static IReadOnlyList<string> BadKinds { get; } = ["truncated", "garbage", "empty", "deleted", "unreadable"];

    /// <summary>Makes one of the files bad.</summary>
    /// <param name="kind">One of <see cref="BadKinds"/>.</param>
    /// <param name="turn">Counts the kinds: the next one hits the next file.</param>
    public async Task SpoilAsync(string kind, int turn)
    {
        var file = BadFiles[turn % BadFiles.Count];
        switch (kind)
        {
            case "truncated":
                // Within the first line: wherever a file is cut off that is whole by its form, only time tells.
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
                // Root may read everything but a directory.
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
        }
    }

    /// <summary>Takes away what stands in the place of the files.</summary>
    public void Clear()
    {
        foreach (var file in BadFiles.Where(Directory.Exists))
        {
            Directory.Delete(file);
        }
    }
}
