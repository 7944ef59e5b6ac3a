namespace Signet.Testing;

/// <summary>A span as a collector received it; ids in hexadecimal.</summary>
internal sealed record OtlpSpan
{
    public required string Service { get; init; }

    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for the first span of a trace.</summary>
    public required string ParentId { get; init; }

    public required string Name { get; init; }

    /// <summary>2 is a server's span, 3 a client's.</summary>
    public required int Kind { get; init; }

    /// <summary>2 is an error.</summary>
    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>The traces that it has a link to.</summary>
    public required IReadOnlyList<string> Links { get; init; }
}
