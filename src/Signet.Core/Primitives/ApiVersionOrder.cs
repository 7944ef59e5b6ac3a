using System.Globalization;

namespace Signet.Core.Primitives;

/// <summary>
/// The order of preference of a group's versions (apimachinery, <c>pkg/version/helpers.go</c> CompareKubeAwareVersionStrings): stable before
/// beta before alpha, then the higher number first; names that are not of this form come last, in ordinal order.
/// </summary>
internal sealed class ApiVersionOrder : IComparer<string>
{
    private const int Stable = 3;

    private ApiVersionOrder()
    {
    }

    /// <summary>Puts the preferred version first.</summary>
    public static ApiVersionOrder PreferredFirst { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (left, right) = (Read(x), Read(y));
        return left == right ? string.CompareOrdinal(x, y) : right.CompareTo(left);
    }

    /// <summary>Stability, major and minor number of <c>v1</c>, <c>v2beta1</c>; zeros for a name of another form.</summary>
    private static (int Stability, int Major, int Minor) Read(string? version)
    {
        if (version is not ['v', .. var rest])
        {
            return default;
        }

        var stability = rest.Contains("alpha", StringComparison.Ordinal) ? 1 : rest.Contains("beta", StringComparison.Ordinal) ? 2 : Stable;
        var parts = stability == Stable ? [rest, "0"] : rest.Split(stability == 1 ? "alpha" : "beta");
        return parts.Length == 2 && TryReadNumber(parts[0], out var major) && TryReadNumber(parts[1], out var minor) ? (stability, major, minor) : default;
    }

    private static bool TryReadNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
