using System.Globalization;

namespace Signet.Core.Primitives;

/// <summary>
/// A revision of a store: each commit increments it, by one unless others write to the same engine. In decimal it is the <c>resourceVersion</c> of an
/// object. 0 means "before the first commit" or "any revision", as documented where it is used.
/// </summary>
public readonly record struct Revision(long Value) : IComparable<Revision>
{
    /// <summary>Before the first commit.</summary>
    public static Revision Zero => default;

    /// <inheritdoc/>
    public int CompareTo(Revision other) => Value.CompareTo(other.Value);

    /// <summary>The decimal form, which is the resourceVersion.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    public static bool operator <(Revision left, Revision right) => left.Value < right.Value;
    public static bool operator >(Revision left, Revision right) => left.Value > right.Value;
    public static bool operator <=(Revision left, Revision right) => left.Value <= right.Value;
    public static bool operator >=(Revision left, Revision right) => left.Value >= right.Value;
}
