using Microsoft.AspNetCore.Http;
using Signet.Server.Http.Answers;

namespace Signet.Tests.Http;

/// <summary>Warnings contain names that clients chose. No name may make the answer invalid.</summary>
public sealed class WarningHeadersTests
{
    [Theory]
    [InlineData("unknown field \"frob\"", "299 - \"unknown field \\\"frob\\\"\"")]
    [InlineData("a\\b", "299 - \"a\\\\b\"")]
    [InlineData("é\uffff", "299 - \"é\uffff\"")]
    public void Append_Text_IsQuoted(string text, string header) => Assert.Equal([header], HeadersOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("\u0085")]
    public void Append_TextThatNoHeaderCanHold_IsLeftOut(string text) => Assert.Equal(["299 - \"b\""], HeadersOf(text, "b"));

    [Fact]
    public void Append_SameTextTwice_IsSentOnce() => Assert.Equal(["299 - \"a\"", "299 - \"b\""], HeadersOf("a", "b", "a"));

    [Fact]
    public void Append_MoreThanHeadersCanHold_IsTruncated()
    {
        var headers = HeadersOf([.. Enumerable.Range(0, 10_000).Select(i => $"{i:00000}" + new string('x', 1000))]);

        Assert.Equal(4096 / 256, headers.Length);
        Assert.All(headers, header => Assert.Equal(256 + "299 - \"\"".Length, header!.Length));
    }

    [Fact]
    public void Append_LimitWithinASurrogatePair_IsTruncatedBeforeIt()
    {
        var headers = HeadersOf(new string('a', 255) + "😀" + new string('b', 5000));

        Assert.Equal(["299 - \"" + new string('a', 255) + "\""], headers);
    }

    private static string?[] HeadersOf(params string[] warnings)
    {
        var http = new DefaultHttpContext();
        WarningHeaders.Append(http, warnings);
        return http.Response.Headers.Warning.ToArray();
    }
}
