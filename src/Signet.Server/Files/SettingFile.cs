namespace Signet.Server.Files;

/// <summary>A file that a setting names.</summary>
/// <param name="Setting">The setting without its dashes: <c>token-auth-file</c>.</param>
/// <param name="Path">The path, as the setting gives it.</param>
internal sealed record SettingFile(string Setting, string Path)
{
    /// <summary>Setting and path, as messages name the file.</summary>
    public override string ToString() => $"--{Setting}: {Path}";
}
