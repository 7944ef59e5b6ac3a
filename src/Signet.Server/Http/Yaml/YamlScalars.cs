using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Signet.Server.Http.Yaml;

/// <summary>The meaning of plain scalars in YAML 1.1 (<c>go-yaml</c> v2, <c>resolve.go</c>).</summary>
internal static class YamlScalars
{
    private static readonly SearchValues<char> FloatLetters = SearchValues.Create("0123456789+-.eE");
    private static readonly SearchValues<char> Base60Letters = SearchValues.Create("0123456789_:.");

    /// <summary>Writes a scalar as the JSON value that it denotes.</summary>
    public static void Write(Scalar scalar, Utf8JsonWriter writer)
    {
        var text = scalar.Value;
        var isForcedText = scalar.Tag == "tag:yaml.org,2002:str" || scalar.Tag == "!";
        if (scalar.Style != ScalarStyle.Plain || isForcedText)
        {
            writer.WriteStringValue(text);
        }
        else if (IsNull(text))
        {
            writer.WriteNullValue();
        }
        else if (Boolean(text) is { } flag)
        {
            writer.WriteBooleanValue(flag);
        }
        else if (Number(text) is { } number)
        {
            writer.WriteRawValue(number, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    /// <summary>Whether a plain scalar would be read as a string, so that it needs no quotes.</summary>
    public static bool IsPlainText(string text) =>
        !IsNull(text) && Boolean(text) is null && Number(text) is null && !LooksLikeTime(text) && !IsBase60(text) && text is not ("=" or "<<");

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool? Boolean(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    /// <summary>The number in JSON, or null.</summary>
    private static string? Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (plain.Length == 0 || !(char.IsAsciiDigit(plain[0]) || plain[0] is '+' or '-' or '.') || !plain.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return null;
        }

        if (Integer(plain) is { } integer)
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        var isFloat = plain.AsSpan().ContainsAnyExcept(FloatLetters) is false &&
            double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        return isFloat ? double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) : null;
    }

    private static BigInteger? Integer(string text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        var digits = text[0] is '-' or '+' ? text[1..] : text;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return InBase(digits[2..], 16) * sign;
        }

        if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
        {
            return InBase(digits[2..], 2) * sign;
        }

        var isOctal = digits.Length > 1 && digits[0] == '0';
        return InBase(digits.StartsWith("0o", StringComparison.Ordinal) ? digits[2..] : digits, isOctal ? 8 : 10) * sign;
    }

    private static BigInteger? InBase(string digits, int radix)
    {
        var value = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var worth = char.IsAsciiHexDigit(digit) ? System.Convert.ToInt32(digit.ToString(), 16) : radix;
            if (worth >= radix)
            {
                return null;
            }

            value = (value * radix) + worth;
        }

        return digits.Length == 0 ? null : value;
    }

    /// <summary>Times are strings in JSON and a type of their own in YAML.</summary>
    private static bool LooksLikeTime(string text) =>
        text.Length >= 8 && char.IsAsciiDigit(text[0]) && text.AsSpan().Count('-') >= 2 &&
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    /// <summary>Numbers in base 60, <c>1:30</c>, which other YAML 1.1 parsers still accept.</summary>
    private static bool IsBase60(string text) =>
        text.Contains(':', StringComparison.Ordinal) && text.AsSpan().TrimStart("+-").ContainsAnyExcept(Base60Letters) is false;
}
