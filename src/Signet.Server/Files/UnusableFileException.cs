namespace Signet.Server.Files;

/// <summary>A file cannot be used. The message names the setting, the path and what is wrong; never a secret of the content.</summary>
internal sealed class UnusableFileException(SettingFile file, string reason, Exception? inner = null)
    : FormatException($"--{file.Setting}: {file.Path}: {reason}", inner);
