using Grpc.Core;
using Signet.Signing.External.Calls;
using Signet.Tests.Signing.External.Hpack;

namespace Signet.Tests.Signing.External.Calls;

public sealed class ResponseReaderTests
{
    private static readonly ResponseHead Headers = ResponseHead.Read(RawConnection.Headers);
    private static readonly ResponseHead Trailers = ResponseHead.Read(RawConnection.Trailers);

    /// <summary>Responses without headers and a message: HTTP status, content type, other fields, and the status of the call.</summary>
    public static TheoryData<string, string, string, StatusCode, string> TrailersOnly { get; } = new()
    {
        { "200", "application/grpc", "grpc-status=3 grpc-message=a%20%C3%A9%zz%", StatusCode.InvalidArgument, "a é%zz%" },
        { "200", "application/grpc+proto", "grpc-status=14", StatusCode.Unavailable, "" },
        { "200", "application/grpc", "grpc-status=17", StatusCode.Unknown, "" },
        { "200", "application/grpc", "grpc-status=-1", StatusCode.Unknown, "" },
        { "200", "application/grpc", "grpc-status=x", StatusCode.Unknown, "" },
        { "200", "application/grpc", "grpc-status=0", StatusCode.Internal, "no message" },
        { "200", "application/grpc", "a=b", StatusCode.Unknown, "without a status" },
        { "503", "text/html", "a=b", StatusCode.Unavailable, "without a status" },
        { "404", "text/html", "grpc-status=7", StatusCode.PermissionDenied, "" },
    };

    [Theory]
    [MemberData(nameof(TrailersOnly))]
    public void ReadHead_OnlyOne_StatusOfTheCall(string status, string type, string fields, StatusCode code, string says)
    {
        var answer = new ResponseReader().ReadHead(Head(status, type, fields), isLast: true);

        Assert.Equal(code, answer!.Value.Status.StatusCode);
        Assert.Contains(says, answer.Value.Status.Detail, StringComparison.Ordinal);
        Assert.Null(answer.Value.Message);
    }

    [Theory]
    [InlineData("400", "text/plain", StatusCode.Internal)]
    [InlineData("401", "application/grpc", StatusCode.Unauthenticated)]
    [InlineData("403", "text/plain", StatusCode.PermissionDenied)]
    [InlineData("404", "text/plain", StatusCode.Unimplemented)]
    [InlineData("429", "text/plain", StatusCode.Unavailable)]
    [InlineData("502", "text/plain", StatusCode.Unavailable)]
    [InlineData("500", "text/plain", StatusCode.Unknown)]
    [InlineData("x", "application/grpc", StatusCode.Unknown)]
    [InlineData("200", "text/html", StatusCode.Unknown)]
    public void ReadHead_NotOfGrpc_Fails(string status, string type, StatusCode code) =>
        Assert.Equal(code, new ResponseReader().ReadHead(Head(status, type, "a=b"), isLast: false)!.Value.Status.StatusCode);

    /// <summary>Data after the headers, in hexadecimal.</summary>
    [Theory]
    [InlineData("0100000000", StatusCode.Internal)] // compressed
    [InlineData("0000400001", StatusCode.ResourceExhausted)]
    [InlineData("00ffffffff", StatusCode.ResourceExhausted)]
    [InlineData("00000000010101", StatusCode.Internal)]
    [InlineData("00000000000000000000", StatusCode.Internal)] // two messages
    public void ReadData_InvalidMessage_Fails(string data, StatusCode code)
    {
        var reader = new ResponseReader();
        Assert.Null(reader.ReadHead(Headers, isLast: false));

        Assert.Equal(code, reader.ReadData(Convert.FromHexString(data), isLast: false)!.Value.Status.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0000000002ff")]
    public void ReadHead_MessageIsNotComplete_Fails(string data)
    {
        var reader = new ResponseReader();
        Assert.Null(reader.ReadHead(Headers, isLast: false));
        Assert.Null(reader.ReadData(Convert.FromHexString(data), isLast: false));

        Assert.Equal(StatusCode.Internal, reader.ReadHead(Trailers, isLast: true)!.Value.Status.StatusCode);
    }

    [Fact]
    public void ReadData_WithoutHeaders_Fails() =>
        Assert.Equal(StatusCode.Internal, new ResponseReader().ReadData([0], isLast: false)!.Value.Status.StatusCode);

    [Fact]
    public void ReadData_EndsWithoutTrailers_Fails()
    {
        var reader = new ResponseReader();
        reader.ReadHead(Headers, isLast: false);

        Assert.Equal(StatusCode.Internal, reader.ReadData([0, 0, 0, 0, 1, 7], isLast: true)!.Value.Status.StatusCode);
    }

    [Fact]
    public void ReadHead_TwiceWithoutEnd_Fails()
    {
        var reader = new ResponseReader();
        reader.ReadHead(Headers, isLast: false);

        Assert.Equal(StatusCode.Internal, reader.ReadHead(Trailers, isLast: false)!.Value.Status.StatusCode);
    }

    /// <summary>Equal blocks are read once; others do not change what was read.</summary>
    [Fact]
    public void Heads_KnownBlock_SameHead()
    {
        var heads = new ResponseHeads();
        var (headers, trailers) = (heads.Read(RawConnection.Headers), heads.Read(RawConnection.Trailers));

        Assert.Same(headers, heads.Read(RawConnection.Headers));
        Assert.Same(trailers, heads.Read(RawConnection.Trailers));
        Assert.Equal(StatusCode.Aborted, heads.Read(HpackLiteral.Encode("grpc-status", "10")).Code);
        Assert.Same(trailers, heads.Read(RawConnection.Trailers));
        Assert.Equal(headers, heads.Read(RawConnection.Headers));
    }

    private static ResponseHead Head(string status, string type, string fields) => ResponseHead.Read(
    [
        .. HpackLiteral.Encode(":status", status),
        .. HpackLiteral.Encode("content-type", type),
        .. fields.Split(' ').Select(field => field.Split('=')).SelectMany(field => HpackLiteral.Encode(field[0], field[1], isHuffman: true)),
    ]);
}
