using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Signet.Core.Schema;

namespace Signet.Tests.Schema;

/// <summary>Strings have the same bytes as in Go.</summary>
public sealed class GoJsonEncoderTests
{
    private static readonly Gen<string> Strings = Gen.OneOf(
        Gen.Char['\0', '\u00ff'], Gen.Char['\u2020', '\u2030'], Gen.Char['\u3000', '\u3100'], Gen.Char['\ud7f0', '\ue010']).Array[0, 40]
        .Select(characters => new string(characters) + "🔑");

    [Theory]
    [InlineData("plain, é, 🔑 and \u007f", "plain, é, 🔑 and \u007f")]
    [InlineData("say \"x\" \\ no / and '", """say \"x\" \\ no / and '""")]
    [InlineData("\b\f\n\r\t", """\b\f\n\r\t""")]
    [InlineData("\0\u001f\v", """\u0000\u001f\u000b""")]
    [InlineData("<a href='x'>&", """\u003ca href='x'\u003e\u0026""")]
    [InlineData("a\u2027\u2028\u2029\u202a🔑<", "a\u2027\\u2028\\u2029\u202a🔑\\u003c")]
    public void Write_Text_AsGoWritesIt(string text, string written)
    {
        Assert.Equal($"\"{written}\"", Written(writer => writer.WriteStringValue(text)));
        Assert.Equal($"{{\"{written}\":1}}", Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber(text, 1);
            writer.WriteEndObject();
        }));
    }

    /// <summary>Not a theory: the runner cannot serialize an unpaired surrogate.</summary>
    [Fact]
    public void Write_UnpairedSurrogate_BecomesTheReplacementCharacter()
    {
        var unpaired = new string(['a', '\ud83d', 'b']);

        Assert.Equal("""
            "a\ufffdb"
            """, Written(writer => writer.WriteStringValue(unpaired)));
    }

    [Fact]
    public void Write_AnyText_IsTheSameFromBothEncodingsAndReadsBack() => Strings.Sample(text =>
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var json = Written(writer => writer.WriteStringValue(utf8));

        Assert.Equal(Encoding.UTF8.GetString(utf8), JsonSerializer.Deserialize<string>(json));
        Assert.Equal(json, Written(writer => writer.WriteStringValue(Encoding.UTF8.GetString(utf8))));
    });

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        write(writer);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
