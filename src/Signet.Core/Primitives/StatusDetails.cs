namespace Signet.Core.Primitives;

/// <summary>The <c>details</c> of a Status; empty members are omitted.</summary>
internal sealed record StatusDetails
{
    /// <summary>Details without any member, written as <c>{}</c>.</summary>
    public static StatusDetails Empty { get; } = new();

    public string Name { get; init; } = "";

    public string Group { get; init; } = "";

    /// <summary>A kind, or the plural of a resource: Kubernetes uses either, depending on the error.</summary>
    public string Kind { get; init; } = "";

    public string Uid { get; init; } = "";

    /// <summary>One entry for each error.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds until the next attempt, also sent as Retry-After; 0 omits both.</summary>
    public int RetryAfterSeconds { get; init; }
}
