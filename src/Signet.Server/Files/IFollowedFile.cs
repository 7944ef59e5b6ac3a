using Microsoft.Extensions.Logging;

namespace Signet.Server.Files;

/// <summary>A file, or several that count together, whose content is loaded again when it changes.</summary>
internal interface IFollowedFile
{
    /// <summary>The files that settings name, at least one.</summary>
    IReadOnlyList<SettingFile> Files { get; }

    /// <summary>What has become of the contents so far.</summary>
    FileStatus Status { get; }

    /// <summary>Checks the files once. Called by one thread at a time; throws nothing that can be expected.</summary>
    /// <param name="isTakenNow">Whether a new content counts at once (SIGHUP), not only when the next check finds it again.</param>
    /// <param name="logger">For what counts now, and for what is refused.</param>
    void Check(bool isTakenNow, ILogger logger);
}
