using System.Text;
using CsCheck;
using Google.Protobuf;
using Signet.Signing.External.Protocol;

namespace Signet.Tests.Signing.External.Protocol;

/// <summary>The messages of Sign by hand, compared with those of Protocol Buffers' library.</summary>
public sealed class SignAnswerTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char.AlphaNumeric, 0, 300];

    [Fact]
    public void Frame_Claims_ReadByTheLibrary() => Gen.String[Gen.Char.AlphaNumeric, 0, 40_000].Sample(claims =>
    {
        var framed = SignClaims.Frame(Encoding.ASCII.GetBytes(claims));

        Assert.Equal([0, 0, (byte)((framed.Length - 5) >> 16), (byte)((framed.Length - 5) >> 8), (byte)(framed.Length - 5)], framed[..5]);
        Assert.Equal(claims, SignJWTRequest.Parser.ParseFrom(framed, 5, framed.Length - 5).Claims);
    }, iter: 50);

    [Fact]
    public void TryRead_MessageOfTheLibrary_SameFields() => Gen.Select(Text, Text).Sample(
        (header, signature) => Assert.Equal((header, signature), Read(new SignJWTResponse { Header = header, Signature = signature }.ToByteArray())));

    [Fact]
    public void TryRead_UnknownAndRepeatedFields_LastValueCounts() =>
        Assert.Equal(("b", "c"), Read(Convert.FromHexString("0a0161" + "18ff01" + "210102030405060708" + "2d01020304" + "32020909" + "0a0162" + "120163")));

    [Theory]
    [InlineData("0a")]
    [InlineData("0a02ff")]
    [InlineData("0affffffffffffffffff01")]
    [InlineData("0bff")] // a group
    [InlineData("0f")]
    [InlineData("0001")] // field 0
    [InlineData("18ffffffffffffffffffffff01")]
    [InlineData("2d010203")]
    public void TryRead_InvalidMessage_Null(string message) => Assert.Null(SignAnswer.TryRead(Convert.FromHexString(message)));

    /// <summary>What the library refuses is refused, apart from texts that are not UTF-8; what it accepts has the same fields.</summary>
    [Fact]
    public void TryRead_AnyBytes_AsTheLibrary() => Gen.Byte[0, 40].Array[0, 40].Sample(message =>
    {
        var read = SignAnswer.TryRead(message);
        try
        {
            var expected = SignJWTResponse.Parser.ParseFrom(message);
            return read is null || (expected.Header, expected.Signature) == Read(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return true;
        }
    });

    private static (string Header, string Signature) Read(byte[] message)
    {
        var answer = SignAnswer.TryRead(message);
        Assert.NotNull(answer);
        return (Encoding.UTF8.GetString(answer.Value.Header.Span), Encoding.UTF8.GetString(answer.Value.Signature.Span));
    }
}
