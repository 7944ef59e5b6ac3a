namespace Signet.Core.Primitives;

/// <summary>Orders texts as their bytes in UTF-8 do, which is the order of Go; UTF-16 differs where surrogates begin.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    /// <summary>The only one.</summary>
    public static Utf8Order Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (left, right) = (x!, y!);
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length - right.Length;
        }

        var (a, b) = (left[common], right[common]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
    }
}
