namespace Signet.Server.Files;

/// <summary>A file that a setting names.</summary>
/// <param name="Setting">The setting's name without dashes: <c>token-auth-file</c>.</param>
/// <param name="Path">The path as in the setting.</param>
internal sealed record SettingFile(string Setting, string Path)
{
    /// <summary>Setting and path, for messages.</summary>
    public override string ToString() => $"--{Setting}: {Path}";
}
