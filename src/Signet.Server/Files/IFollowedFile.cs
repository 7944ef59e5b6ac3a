using Microsoft.Extensions.Logging;

namespace Signet.Server.Files;

/// <summary>A file, or several that are used together, whose content is reloaded when it changes.</summary>
internal interface IFollowedFile
{
    /// <summary>The files that settings name, at least one.</summary>
    IReadOnlyList<SettingFile> Files { get; }

    /// <summary>The current state.</summary>
    FileStatus Status { get; }

    /// <summary>Checks the files once. Called by one thread at a time; does not throw for unreadable or invalid files.</summary>
    /// <param name="takesEffectNow">Whether a new content takes effect now (SIGHUP) instead of after a second check.</param>
    /// <param name="logger">For accepted and refused contents.</param>
    void Check(bool takesEffectNow, ILogger logger);
}
