using Signet.Server.Http.Bodies;

namespace Signet.Tests.Http;

/// <summary>Content types as Go reads them.</summary>
public sealed class MediaTypeHeaderTests
{
    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("APPLICATION/Json ; CHARSET=UTF-8", "application/json")]
    [InlineData("application/json;", "application/json")]
    [InlineData("application/json ; ", "application/json")]
    [InlineData("application/json; charset=\"a\\\"b;c\"; x=y", "application/json")]
    [InlineData("application/json; a=b; A=b", "application/json")]
    [InlineData("*/*", "*/*")]
    [InlineData("text", "text")]
    [InlineData("application/json;;", null)]
    [InlineData("application/json; charset", null)]
    [InlineData("application/json; =b", null)]
    [InlineData("application/json; a=", null)]
    [InlineData("application/json; a=\"b", null)]
    [InlineData("application/json; a=b; A=c", null)]
    [InlineData("application/json; a=b c", null)]
    [InlineData("application/json, application/yaml", null)]
    [InlineData("application/", null)]
    [InlineData("/json", null)]
    [InlineData("application/json/x", null)]
    [InlineData(";a=b", null)]
    public void Read_Header_IsItsMediaTypeOrNone(string header, string? mediaType) => Assert.Equal(mediaType, MediaTypeHeader.Read(header));
}
