namespace Signet.Core.Primitives;

/// <summary>The <c>details</c> of a Status; empty members are left out of the answer.</summary>
internal sealed record StatusDetails
{
    /// <summary>Details without any member, written as <c>{}</c>.</summary>
    public static StatusDetails Empty { get; } = new();

    /// <summary>The name of the object.</summary>
    public string Name { get; init; } = "";

    /// <summary>The API group.</summary>
    public string Group { get; init; } = "";

    /// <summary>A kind, or the plural of a resource: Kubernetes puts either here, by error.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The uid of the object.</summary>
    public string Uid { get; init; } = "";

    /// <summary>One entry for each thing that is wrong.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which to try again, or 0; sent as the Retry-After header too.</summary>
    public int RetryAfterSeconds { get; init; }
}
