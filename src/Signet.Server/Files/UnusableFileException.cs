namespace Signet.Server.Files;

/// <summary>A file cannot be used. The message names the setting, the path and what is wrong; never a secret of the content.</summary>
internal sealed class UnusableFileException(string message, Exception? inner = null) : FormatException(message, inner)
{
    /// <summary>Names the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="reason">What is wrong.</param>
    /// <param name="inner">The cause.</param>
    public UnusableFileException(SettingFile file, string reason, Exception? inner = null)
        : this($"{file}: {reason}", inner)
    {
    }
}
