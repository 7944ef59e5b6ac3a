using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Signet.Core.Tokens;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Every issued token can be used in a header and in a review; tokens that are too long are not issued.</summary>
public sealed class TokenSizeTests(RunningServer server)
{
    private const string Issue = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const string Who = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private string Own => server.Server.Address.ToString().TrimEnd('/');

    [Theory]
    [InlineData("long")]
    [InlineData("many")]
    [InlineData("wide")]
    public async Task Issue_SizesAroundTheLimit_AreUsableOrRefusedWithTheLimit(string kind)
    {
        // A binary search for the longest audience that is issued.
        var (fits, fails) = (0, 2 * TokenLimits.MaxLength);
        while (fails - fits > 1)
        {
            var middle = (fits + fails) / 2;
            (fits, fails) = (await AskAsync(kind, middle)).Code == HttpStatusCode.Created ? (middle, fails) : (fits, middle);
        }

        var lengths = new List<int>();
        for (var size = Math.Max(0, fits - 4); size <= fits + 4; size++)
        {
            var answer = await AskAsync(kind, size);
            if (answer.Code == HttpStatusCode.Created)
            {
                var token = (string)answer.Json["status"]!["token"]!;
                lengths.Add(token.Length);
                await UseAsync(token, HttpVersion.Version11);
                await UseAsync(token, HttpVersion.Version20);
                Assert.True((bool?)(await server.Admin.ReviewAsync(token))["authenticated"]);
            }
            else
            {
                Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
                var cause = answer.Json["details"]!["causes"]![0]!;
                Assert.Equal("FieldValueTooLong", (string?)cause["reason"]);
                Assert.Equal("spec.audiences", (string?)cause["field"]);
                Assert.EndsWith("may not be more than 245760 bytes", (string?)cause["message"], StringComparison.Ordinal);
            }
        }

        Assert.Equal(5, lengths.Count);
        Assert.InRange(lengths[^1], TokenLimits.MaxLength - 16, TokenLimits.MaxLength);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_652)]
    [InlineData(20_000)]
    [InlineData(100_000)]
    public async Task Issue_LongAudience_IsAcceptedByReviews(int length)
    {
        var audience = new string('a', length);
        var token = await server.Admin.IssueAsync("default", $$"""{"audiences":["{{audience}}"]}""");

        Assert.True((bool?)(await server.Admin.ReviewAsync(token, $"[\"{audience}\"]"))["authenticated"]);
    }

    [Fact]
    public async Task Issue_AudiencesWithSpecialCharacters_AreUsable()
    {
        var answer = await server.Admin.PostAsync(Issue, $$$"""{"spec":{"audiences":["{{{Own}}}","","\u0000\u2028<\"\\","\ud83d\ude00"]}}""");

        Assert.Equal(HttpStatusCode.Created, answer.Code);
        var token = (string)answer.Json["status"]!["token"]!;
        Assert.True((bool?)(await server.Admin.ReviewAsync(token, answer.Json["spec"]!["audiences"]!.ToJsonString()))["authenticated"]);
        await UseAsync(token, HttpVersion.Version20);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(1_000_000, false)]
    public async Task Review_TokenThatIsTooLong_HasThatError(int excess, bool isJwt)
    {
        var filler = new string('a', TokenLimits.MaxLength + excess);
        var token = isJwt ? $"{await server.Admin.IssueAsync("default")}{filler}"[..(TokenLimits.MaxLength + excess)] : filler;

        var status = await server.Admin.ReviewAsync(token);

        Assert.Null(status["authenticated"]);
        Assert.Equal($"[invalid bearer token, token is too long: {token.Length} bytes, may not be more than {TokenLimits.MaxLength} bytes]", (string?)status["error"]);
    }

    [Fact]
    public async Task Request_TokenThatIsTooLong_Is401AndTheLogHasTheReason()
    {
        using var client = new ApiClient(server.Server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('a', TokenLimits.MaxLength + 1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/version")).Code);
    }

    /// <summary>Nearly the maximum number of audiences takes no longer than a short list.</summary>
    [Fact]
    public async Task Review_ManyAudiencesOnBothSides_AreCompared()
    {
        var granted = string.Join(',', Enumerable.Range(0, 15_000).Select(i => $"\"a{i}\""));
        var token = await server.Admin.IssueAsync("default", $$"""{"audiences":[{{granted}}]}""");
        var asked = string.Join(',', Enumerable.Range(14_999, 90_000).Select(i => $"\"a{i}\""));

        var status = await server.Admin.ReviewAsync(token, $"[{asked}]");

        Assert.Equal("""["a14999"]""", status["audiences"]!.ToJsonString());
    }

    private Task<ApiAnswer> AskAsync(string kind, int size)
    {
        var audiences = new JsonArray(Own);
        switch (kind)
        {
            case "long":
                audiences.Add(new string('a', size));
                break;
            case "many":
                for (var i = 0; i < size / 4; i++)
                {
                    audiences.Add("a");
                }

                audiences.Add(new string('a', size % 4));
                break;
            default:
                audiences.Add(new string('ü', size / 2) + new string('a', size % 2));
                break;
        }

        return server.Admin.PostAsync(Issue, new JsonObject { ["spec"] = new JsonObject { ["audiences"] = audiences } }.ToJsonString());
    }

    private async Task UseAsync(string token, Version version)
    {
        using var http = server.Server.CreateClient();
        http.DefaultRequestVersion = version;
        http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var client = new ApiClient(http);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var answer = await client.PostAsync(Who, "{}");

        Assert.True(answer.Code == HttpStatusCode.Created, $"{token.Length} bytes, HTTP/{version}: {answer.Code} {answer.Body}");
        Assert.Equal("system:serviceaccount:default:default", (string?)answer.Json["status"]!["userInfo"]!["username"]);
    }
}
