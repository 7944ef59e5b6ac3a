namespace Signet.SystemTests.Federation;

/// <summary>The requirements of a relying party.</summary>
internal sealed record TokenRules
{
    /// <summary>The accepted algorithms.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>The accepted audiences.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The max time from <c>iat</c> to <c>exp</c>; null for no limit.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>The max length of tokens.</summary>
    public int LongestToken { get; init; } = 16 * 1024;
}
