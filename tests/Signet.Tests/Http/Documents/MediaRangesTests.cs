using Microsoft.AspNetCore.Http;
using Signet.Server.Http.Documents;

namespace Signet.Tests.Http.Documents;

/// <summary>RFC 9110, section 12.5.1.</summary>
public sealed class MediaRangesTests
{
    private const string KeySet = "application/jwk-set+json";
    private const string Json = "application/json";

    [Theory]
    [InlineData(null, KeySet)]
    [InlineData("", KeySet)]
    [InlineData("*/*", KeySet)]
    [InlineData("application/*", KeySet)]
    [InlineData("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", KeySet)]
    [InlineData("application/json", Json)]
    [InlineData("Application/JSON", Json)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("application/json;as=Table;v=v1", Json)]
    [InlineData("text/html, application/json;q=0.9", Json)]
    [InlineData("application/json, application/jwk-set+json", KeySet)]
    [InlineData("application/json, */*", KeySet)]
    [InlineData("application/json, */*;q=0.1", Json)]
    [InlineData("application/jwk-set+json;q=0.5, application/json;q=0.8", Json)]
    [InlineData("application/jwk-set+json;q=0, */*", Json)]
    [InlineData("application/json;q=abc", Json)]
    [InlineData("application/json;q=NaN", Json)]
    [InlineData("application/json;q=0", null)]
    [InlineData("*/*;q=0", null)]
    [InlineData("text/html", null)]
    [InlineData("text/*", null)]
    [InlineData("application/", null)]
    [InlineData("application/yaml", null)]
    public void Choose_Header_IsTheTypeOfHighestWeightOrTheDefault(string? header, string? chosen)
    {
        var http = new DefaultHttpContext();
        if (header is not null)
        {
            http.Request.Headers.Accept = header;
        }

        Assert.Equal(chosen, MediaRanges.Choose(http.Request, [KeySet, Json]));
    }

    [Fact]
    public void Choose_SeveralLines_AreOneList()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Accept = new(["text/html", "application/json"]);

        Assert.Equal(Json, MediaRanges.Choose(http.Request, [KeySet, Json]));
    }
}
