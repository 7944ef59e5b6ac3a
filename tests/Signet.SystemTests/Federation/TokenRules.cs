namespace Signet.SystemTests.Federation;

/// <summary>What a relying party demands of tokens.</summary>
internal sealed record TokenRules
{
    /// <summary>The algorithms that it accepts.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>A token has to be for one of these.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>From <c>iat</c> to <c>exp</c>; null for no limit.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>How long tokens may be.</summary>
    public int LongestToken { get; init; } = 16 * 1024;
}
