using Signet.Server.Files;

namespace Signet.Server.Hosting.Startup;

/// <summary>Loads the files of settings, and collects them for the <see cref="FileFollower"/>.</summary>
internal sealed class SettingFiles(TimeProvider time)
{
    private readonly List<IFollowedFile> _all = [];

    /// <summary>The loaded files.</summary>
    public IReadOnlyList<IFollowedFile> All => _all;

    /// <summary>Loads one file, or several that form one value.</summary>
    /// <param name="files">The files, at least one.</param>
    /// <param name="parse">Parses the value; throws <see cref="FormatException"/>.</param>
    /// <param name="describe">Describes a value in the log.</param>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public FollowedFile<T> Follow<T>(IReadOnlyList<SettingFile> files, Func<FileContents, T> parse, Func<T, string> describe)
        where T : class
    {
        try
        {
            var file = FollowedFile<T>.Open(files, parse, describe, time);
            _all.Add(file);
            return file;
        }
        catch (UnusableFileException exception)
        {
            throw new StartupException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    /// <summary>Reads files as <see cref="Follow{T}(IReadOnlyList{SettingFile}, Func{FileContents, T}, Func{T, string})"/> does, without a value.</summary>
    /// <param name="files">The files, at least one.</param>
    /// <param name="read">Reads them; throws <see cref="FormatException"/>.</param>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public void Try(IReadOnlyList<SettingFile> files, Action<FileContents> read)
    {
        try
        {
            FollowedFile<object>.Open(
                files,
                contents =>
                {
                    read(contents);
                    return files;
                },
                _ => "",
                time);
        }
        catch (UnusableFileException exception)
        {
            throw new StartupException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    /// <summary>Loads the file of one setting.</summary>
    /// <param name="setting">The name of the setting, without dashes.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="parse">Parses the value; throws <see cref="FormatException"/>.</param>
    /// <param name="describe">Describes a value in the log.</param>
    /// <exception cref="StartupException">The file cannot be used.</exception>
    public FollowedFile<T> Follow<T>(string setting, string path, Func<FileContents, T> parse, Func<T, string> describe)
        where T : class => Follow([new SettingFile(setting, path)], parse, describe);
}
