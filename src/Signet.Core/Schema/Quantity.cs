using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Signet.Core.Schema;

/// <summary>
/// Quantities (<c>500m</c>, <c>1.5Gi</c>, <c>1e3</c>) in Kubernetes' canonical form (apimachinery, <c>pkg/api/resource/quantity.go</c>): an integer
/// with the largest suffix that loses no precision, at most 2⁶³-1, rounded up to billionths.
/// </summary>
internal static class Quantity
{
    private const string DecimalSuffixes = "num kMGTPE", BinarySuffixes = "KMGTPE";
    private const int NanoDigits = 9;

    /// <summary>A number with more integer digits exceeds <see cref="MaxNanos"/>; further fraction digits only matter for rounding up.</summary>
    private const int MaxIntegerDigits = 40, MaxFractionDigits = 100;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly BigInteger One = BigInteger.Pow(10, NanoDigits);
    private static readonly BigInteger MaxNanos = long.MaxValue * One;

    private enum Form
    {
        Decimal,
        Exponent,
        Binary,
    }

    /// <summary>The canonical form; null for text that is not a quantity.</summary>
    public static string? Canonical(string text) => !TryRead(text, out var nanos, out var form) ? null
        : nanos.IsZero ? "0"
        : (text[0] == '-' ? "-" : "") + (form == Form.Binary ? WriteBinary(nanos) : WriteDecimal(nanos, form));

    /// <summary>The amount in billionths; null for text that is not a quantity.</summary>
    public static BigInteger? BillionthsOf(string text) =>
        !TryRead(text, out var nanos, out _) ? null : text[0] == '-' ? -nanos : nanos;

    /// <summary>Whether an amount in billionths is an integer.</summary>
    public static bool IsInteger(BigInteger nanos) => (nanos % One).IsZero;

    /// <summary>Parses the absolute amount.</summary>
    private static bool TryRead(string text, out BigInteger nanos, out Form form)
    {
        nanos = BigInteger.Zero;
        form = Form.Decimal;
        var sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var end = text.AsSpan(sign).IndexOfAnyExcept(Digits) is var length and >= 0 ? sign + length : text.Length;
        var number = text.AsSpan(sign, end - sign);
        var point = number.IndexOf('.');
        if (!number.ContainsAnyInRange('0', '9') || (point >= 0 && number[(point + 1)..].Contains('.')) ||
            !TryReadSuffix(text.AsSpan(end), out form, out var exponent))
        {
            return false;
        }

        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? default : number[(point + 1)..];
        nanos = Nanos(whole.TrimStart('0'), fraction.TrimEnd('0'), form == Form.Binary, exponent);
        return true;
    }

    private static bool TryReadSuffix(ReadOnlySpan<char> suffix, out Form form, out int exponent)
    {
        (form, exponent) = (Form.Decimal, 0);
        if (suffix.Length == 0)
        {
            return true;
        }

        if (suffix.Length == 1 && suffix[0] != ' ' && DecimalSuffixes.IndexOf(suffix[0], StringComparison.Ordinal) is var place and >= 0)
        {
            exponent = 3 * (place - DecimalSuffixes.IndexOf(' ', StringComparison.Ordinal));
            return true;
        }

        if (suffix is [_, 'i'] && BinarySuffixes.IndexOf(suffix[0], StringComparison.Ordinal) is var power and >= 0)
        {
            (form, exponent) = (Form.Binary, 10 * (power + 1));
            return true;
        }

        form = Form.Exponent;
        if (suffix[0] is not ('e' or 'E') || !long.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given))
        {
            return false;
        }

        exponent = (int)Math.Clamp(given, short.MinValue, short.MaxValue);
        return true;
    }

    /// <summary>The absolute amount in billionths. Digits that cannot matter are not computed with, so that long input costs little.</summary>
    private static BigInteger Nanos(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, bool isBinary, int exponent)
    {
        if (whole.Length == 0 && fraction.Length == 0)
        {
            return BigInteger.Zero;
        }

        var scale = isBinary ? 0 : exponent;
        if (whole.Length > 0 && whole.Length + scale > MaxIntegerDigits)
        {
            return MaxNanos;
        }

        // The appended digit stands for the removed ones: trailing zeros were trimmed, so they are not zero.
        var kept = fraction.Length > MaxFractionDigits ? $"{fraction[..MaxFractionDigits]}1" : fraction.ToString();
        var digits = BigInteger.Parse($"0{whole}{kept}", NumberStyles.None, CultureInfo.InvariantCulture);
        var amount = isBinary ? digits << exponent : digits;
        var shift = scale + NanoDigits - kept.Length;
        var nanos = shift >= 0 ? amount * BigInteger.Pow(10, Math.Min(shift, 2 * MaxFractionDigits)) : RoundUp(amount, -shift);
        return BigInteger.Min(nanos, MaxNanos);
    }

    private static BigInteger RoundUp(BigInteger amount, int digits)
    {
        var quotient = BigInteger.DivRem(amount, BigInteger.Pow(10, digits), out var rest);
        return rest.IsZero ? quotient : quotient + 1;
    }

    private static string WriteDecimal(BigInteger nanos, Form form)
    {
        var exponent = -NanoDigits;
        for (; (nanos % 1000).IsZero; exponent += 3)
        {
            nanos /= 1000;
        }

        var suffix = exponent == 0 ? ""
            : form == Form.Exponent ? $"e{exponent.ToString(CultureInfo.InvariantCulture)}"
            : DecimalSuffixes.Substring((exponent / 3) + DecimalSuffixes.IndexOf(' ', StringComparison.Ordinal), 1);
        return nanos.ToString(CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>Amounts below 1024 and fractions are written with decimal suffixes, as in Kubernetes.</summary>
    private static string WriteBinary(BigInteger nanos)
    {
        var amount = BigInteger.DivRem(nanos, One, out var rest);
        if (amount < 1024 || !rest.IsZero)
        {
            return WriteDecimal(nanos, Form.Decimal);
        }

        var power = 0;
        for (; (amount & 1023).IsZero; power++)
        {
            amount >>= 10;
        }

        return amount.ToString(CultureInfo.InvariantCulture) + (power == 0 ? "" : $"{BinarySuffixes[power - 1]}i");
    }
}
