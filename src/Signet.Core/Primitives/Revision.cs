using System.Globalization;

namespace Signet.Core.Primitives;

/// <summary>
/// A point in a store's history: it rises by one with each commit and never goes back. Printed in decimal it is an
/// object's <c>resourceVersion</c>. 0 stands for "before everything" or "no matter which", as the place says.
/// </summary>
public readonly record struct Revision(long Value) : IComparable<Revision>
{
    /// <summary>Before the first commit.</summary>
    public static Revision Zero => default;

    /// <inheritdoc/>
    public int CompareTo(Revision other) => Value.CompareTo(other.Value);

    /// <summary>The decimal text that clients see as resourceVersion.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    public static bool operator <(Revision left, Revision right) => left.Value < right.Value;
    public static bool operator >(Revision left, Revision right) => left.Value > right.Value;
    public static bool operator <=(Revision left, Revision right) => left.Value <= right.Value;
    public static bool operator >=(Revision left, Revision right) => left.Value >= right.Value;
}
