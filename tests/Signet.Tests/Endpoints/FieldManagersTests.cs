using Signet.Server.Endpoints;
using Signet.Tests.Http;

namespace Signet.Tests.Endpoints;

public sealed class FieldManagersTests
{
    [Theory]
    [InlineData("kubectl/v1.33.0 (linux/amd64)", "kubectl")]
    [InlineData("plain", "plain")]
    [InlineData("", "unknown")]
    [InlineData("/v1", "unknown")]
    [InlineData("two words/1", "two words")]
    [InlineData("tab\tbed/1", "tabbed")]
    [InlineData("größe/1", "größe")]
    [InlineData("\u200b/1", "unknown")]
    public void NameOf_NoParameter_IsTheUserAgentUpToItsSlash(string userAgent, string expected) => Assert.Equal(expected, NameOf(userAgent));

    [Theory]
    [InlineData('a', 128)]
    [InlineData('ö', 64)]
    public void NameOf_LongUserAgent_IsItsFirst128Bytes(char letter, int letters) =>
        Assert.Equal(new string(letter, letters), NameOf(new string(letter, 500) + "/1"));

    private static string NameOf(string userAgent)
    {
        var http = TestRequests.Http("POST", "/api/v1/namespaces");
        http.Request.Headers.UserAgent = userAgent;
        var request = TestRequests.Authorized(http);
        Assert.True(WriteOptions.Read(request.Query, "CreateOptions").TryGetValue(out var options, out _));
        return FieldManagers.NameOf(options, request);
    }
}
