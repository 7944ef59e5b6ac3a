using System.Globalization;

namespace Signet.Core.Primitives;

/// <summary>Amounts as Kubernetes writes them: <c>500m</c>, <c>1.5</c>, <c>2Gi</c>, <c>1e3</c> (apimachinery, <c>pkg/api/resource/quantity.go</c>).</summary>
public static class Quantities
{
    /// <summary>The amount; false for what is no quantity or beyond what counts anywhere.</summary>
    public static bool TryParse(string text, out decimal amount)
    {
        amount = 0;
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (text.EndsWith('.'))
        {
            end = text.Length;
        }

        var exponent = text.AsSpan(0, end).IndexOfAny('e', 'E');
        var number = exponent < 0 ? text.AsSpan(0, end) : text.AsSpan(0, exponent);
        if (!decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount))
        {
            return false;
        }

        try
        {
            if (exponent < 0)
            {
                var unit = UnitOf(text.AsSpan(end));
                amount *= unit;
                return unit != 0;
            }

            return end == text.Length && TryScale(text.AsSpan(exponent + 1), ref amount);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static bool TryScale(ReadOnlySpan<char> exponent, ref decimal amount)
    {
        if (!int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || power is < -28 or > 28)
        {
            return false;
        }

        for (; power > 0; power--)
        {
            amount *= 10;
        }

        for (; power < 0; power++)
        {
            amount /= 10;
        }

        return true;
    }

    private static decimal UnitOf(ReadOnlySpan<char> suffix) => suffix switch
    {
        "" => 1,
        "n" => 1e-9m,
        "u" => 1e-6m,
        "m" => 1e-3m,
        "k" => 1e3m,
        "M" => 1e6m,
        "G" => 1e9m,
        "T" => 1e12m,
        "P" => 1e15m,
        "E" => 1e18m,
        "Ki" => 1L << 10,
        "Mi" => 1L << 20,
        "Gi" => 1L << 30,
        "Ti" => 1L << 40,
        "Pi" => 1L << 50,
        "Ei" => 1L << 60,
        _ => 0,
    };
}
