namespace Signet.Server.Files;

/// <summary>The state of a followed file. Immutable.</summary>
/// <param name="LoadedAt">When the content in force was loaded.</param>
internal sealed record FileStatus(DateTimeOffset LoadedAt)
{
    /// <summary>The number of loaded contents, including that of the start.</summary>
    public long Loads { get; init; } = 1;

    /// <summary>The number of refused contents.</summary>
    public long Failures { get; init; }

    /// <summary>Since when the file's content has been refused; null while it is in force.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why the file's content is refused; empty while it is in force. For the log: may contain values of the file, but no secrets.</summary>
    public string Fault { get; init; } = "";

    /// <summary>The secrets of the content in force that others can read now, with what mends it; empty when there are none.</summary>
    public string Exposed { get; init; } = "";
}
