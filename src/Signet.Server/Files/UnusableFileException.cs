namespace Signet.Server.Files;

/// <summary>A file cannot be used. The message has the setting, the path and the fault; never a secret of the content.</summary>
internal sealed class UnusableFileException(string message, Exception? inner = null) : FormatException(message, inner)
{
    /// <param name="file">The file.</param>
    /// <param name="reason">The fault.</param>
    /// <param name="inner">The cause.</param>
    public UnusableFileException(SettingFile file, string reason, Exception? inner = null)
        : this($"{file}: {reason}", inner)
    {
    }

    /// <summary>Others can read a file that has a secret.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fault">Who can, and what mends it.</param>
    public static UnusableFileException Exposed(SettingFile file, string fault) => new($"--{file.Setting}: {file.Path} {fault}");
}
