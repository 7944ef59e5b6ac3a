using Microsoft.AspNetCore.Http;
using Signet.Server.Http.Formats;

namespace Signet.Tests.Http;

/// <summary>Which answers are compressed.</summary>
public sealed class ContentEncodingTests
{
    [Theory]
    [InlineData(true, "gzip")]
    [InlineData(true, "deflate, GZip ;q=0.5")]
    [InlineData(true, "identity", "gzip")]
    [InlineData(false)]
    [InlineData(false, "")]
    [InlineData(false, "gzip;q=0")]
    [InlineData(false, "br, gzip;q=0.000, *")]
    [InlineData(false, "gzipped, x-gzip")]
    public void IsAccepted_LargeAnswer_OnlyWhenTheClientNamesGzip(bool isWanted, params string[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptEncoding = headers;

        Assert.Equal(isWanted, ContentEncoding.IsAccepted(request, ContentEncoding.Threshold + 1));
        Assert.False(ContentEncoding.IsAccepted(request, ContentEncoding.Threshold));
    }
}
