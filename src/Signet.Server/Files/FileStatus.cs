namespace Signet.Server.Files;

/// <summary>What has become of the contents of a followed file. Immutable.</summary>
/// <param name="LoadedAt">When the content that is in force was loaded.</param>
internal sealed record FileStatus(DateTimeOffset LoadedAt)
{
    /// <summary>How many contents have been loaded, the first one included.</summary>
    public long Loads { get; init; } = 1;

    /// <summary>How many contents have been refused.</summary>
    public long Failures { get; init; }

    /// <summary>Since when the content of the file has been refused; null while it is in force.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why it is refused; empty while it is in force. For the log: it may repeat values of the file, but no secrets.</summary>
    public string Fault { get; init; } = "";
}
