namespace Signet.Core.Metrics;

/// <summary>Compares values of labels, also those that are on the stack.</summary>
internal sealed class LabelValues : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<string>, string[]>
{
    /// <summary>The only instance.</summary>
    public static LabelValues Comparer { get; } = new();

    /// <inheritdoc/>
    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(string[] obj) => GetHashCode(obj.AsSpan());

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<string> alternate, string[] other) => alternate.SequenceEqual(other);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<string> alternate)
    {
        var hash = default(HashCode);
        foreach (var value in alternate)
        {
            hash.Add(string.GetHashCode(value));
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public string[] Create(ReadOnlySpan<string> alternate) => alternate.ToArray();
}
