using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Resources.Writing;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Receiving;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Too large, long or deep requests are refused with a Status that names the limit, over HTTPS, and change nothing.</summary>
public sealed class LimitTests(RunningServer running)
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string JsonPatch = "application/json-patch+json";
    private const string MergePatch = "application/merge-patch+json";
    private const string StrategicPatch = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_BodyOverThreeMebibytes_IsTooLarge(bool isLengthKnown)
    {
        using var body = new ByteArrayContent(new byte[RequestBody.Limit + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Accounts) { Content = body, Version = HttpVersion.Version11 };
        body.Headers.ContentType = new MediaTypeHeaderValue(Json);
        request.Headers.TransferEncodingChunked = !isLengthKnown;
        using var answer = await running.Admin.Http.SendAsync(request);

        AssertStatus(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?dryRun=All")]
    public async Task Post_ObjectOverItsLimit_IsTooLarge(string query)
    {
        var answer = await running.Admin.PostAsync(Accounts + query, AccountOf("lim-big", StoredForm.MaxBytes));

        AssertTooLarge(answer, "lim-big");
        Assert.Equal(HttpStatusCode.NotFound, (await running.Admin.GetAsync(Accounts + "/lim-big")).Code);
    }

    [Fact]
    public async Task Change_ThatMakesAnObjectTooLarge_IsRefusedAndSmallerChangesAreNot()
    {
        const string Path = Accounts + "/lim-grows";
        await running.Admin.CreateAsync(Accounts, AccountOf("lim-grows", StoredForm.MaxBytes - 10_000));
        var before = (await running.Admin.GetAsync(Path)).Body;
        var annotation = $$$"""{"metadata":{"annotations":{"a":"{{{new string('x', 20_000)}}}"} } }""";

        AssertTooLarge(await running.Admin.PutAsync(Path, AccountOf("lim-grows", StoredForm.MaxBytes)), "lim-grows");
        AssertTooLarge(await running.Admin.PatchAsync(Path, annotation, MergePatch), "lim-grows");
        AssertTooLarge(await running.Admin.PatchAsync(Path, annotation, StrategicPatch), "lim-grows");
        AssertTooLarge(
            await running.Admin.PatchAsync(Path, $$"""[{"op":"add","path":"/metadata/annotations","value":{"a":"{{new string('x', 20_000)}}"} }]""", JsonPatch),
            "lim-grows");
        Assert.Equal(before, (await running.Admin.GetAsync(Path)).Body);
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.PatchAsync(Path, """{"metadata":{"annotations":{"a":"x"}}}""", MergePatch)).Code);
    }

    [Fact]
    public async Task Post_AnnotationsOver256Kibibytes_AreInvalid()
    {
        const int Limit = 256 * 1024;
        static string Annotated(string name, int size) => $$$"""{"metadata":{"name":"{{{name}}}","annotations":{"a":"{{{new string('x', size - 1)}}}"} } }""";

        var refused = await running.Admin.PostAsync(Accounts, Annotated("lim-notes", Limit + 1));

        AssertStatus(422, "Invalid", "ServiceAccount \"lim-notes\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes", refused.Code, refused.Body);
        Assert.Equal(HttpStatusCode.Created, (await running.Admin.PostAsync(Accounts, Annotated("lim-notes", Limit))).Code);
    }

    [Theory]
    [InlineData("POST", Json, """{"metadata":{"name":"lim-deep"},"frob":@}""", "nested more than 64 deep")]
    [InlineData("POST", Json, """{"metadata":{"name":"lim-deep"},"secrets":@}""", "nested more than 64 deep")]
    [InlineData("POST", Yaml, "frob: @", "nested more than 64 deep")]
    [InlineData("PATCH", JsonPatch, """[{"op":"add","path":"/metadata/labels","value":@}]""", "nested more than 64 deep")]
    [InlineData("PATCH", MergePatch, """{"metadata":@}""", "nested more than 64 deep")]
    [InlineData("PATCH", StrategicPatch, """{"secrets":@}""", "nested more than 64 deep")]
    [InlineData("PATCH", Apply, "frob: @", "nested more than 64 deep")]
    [InlineData("DELETE", Json, """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":@}""", "nested more than 64 deep")]
    [InlineData("PATCH", JsonPatch, """[{"op":"test","path":"/x","value":1e99999999999}]""", "a number is out of range")]
    [InlineData("PATCH", JsonPatch, """[{"op":"add","path":"/x","value":1},{"op":"test","path":"/x","value":-2E-99999999999}]""", "a number is out of range")]
    [InlineData("PATCH", MergePatch, """{"metadata":{"generation":1e99999999999}}""", "a number is out of range")]
    [InlineData("POST", Yaml, "a: &x 1\nb: *x", "line 2: aliases are not supported")]
    public async Task Send_TooDeepOrTooLongObject_IsABadRequest(string method, string mediaType, string body, string why)
    {
        const int Depth = 100_000;
        await running.Admin.PostAsync(Accounts, """{"metadata":{"name":"lim-target"}}""");
        var sent = body.Replace("@", new string('[', Depth) + new string(']', Depth), StringComparison.Ordinal);
        using var content = new StringContent(sent, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var request = new HttpRequestMessage(new HttpMethod(method), method == "POST" ? Accounts : Accounts + "/lim-target?fieldManager=lim") { Content = content };
        using var answer = await running.Admin.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode}: {text}");
        Assert.Contains(why, (string?)JsonNode.Parse(text)!["message"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await running.Admin.GetAsync(Accounts + "/lim-target")).Code);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Get_HeadOverItsLimits_NamesTheLimit(string version)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        client.DefaultRequestVersion = Version.Parse(version);
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var api = new ApiClient(client);
        var start = Accounts + "?labelSelector=a!%3D";
        string Target(int length) => start + new string('x', length - start.Length);

        var longest = await api.GetAsync(Target(RequestLimits.Target));
        var longer = await api.GetAsync(Target(RequestLimits.Target + 1));
        client.DefaultRequestHeaders.Add("X-Frob", new string('x', RequestLimits.Headers - 1_000));
        var large = await api.GetAsync(Accounts);
        client.DefaultRequestHeaders.Add("X-Frob", new string('x', 1_000));
        var larger = await api.GetAsync(Accounts);

        Assert.Equal(HttpStatusCode.BadRequest, longest.Code);
        AssertStatus(414, null, "Request URI too long: limit is 65536", longer.Code, longer.Body);
        Assert.Equal(HttpStatusCode.OK, large.Code);
        AssertStatus(431, null, "Request header fields too large: limit is 262144", larger.Code, larger.Body);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Get_TooManyHeaders_NamesTheLimit(string version)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, Accounts)
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        for (var i = 0; i <= RequestLimits.HeaderLines; i++)
        {
            request.Headers.Add($"X-{i}", "");
        }

        using var answer = await client.SendAsync(request);

        AssertStatus(431, null, "Request has too many header fields: limit is 2048", answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A service account that lists secrets until it has about this many bytes.</summary>
    private static string AccountOf(string name, int size)
    {
        const string Entry = """{"name":"secret-0000000000000000000000000000000000000000000000000000000000000000000000000000"}""";
        var entries = string.Join(',', Enumerable.Repeat(Entry, size / (Entry.Length + 1)));
        return $$$"""{"metadata":{"name":"{{{name}}}"},"imagePullSecrets":[{{{entries}}}]}""";
    }

    private static void AssertTooLarge(ApiAnswer answer, string name)
    {
        Assert.True(answer.Code == HttpStatusCode.RequestEntityTooLarge, answer.Body.Length > 1_000 ? answer.Body[..1_000] : answer.Body);
        Assert.Matches($"^Request entity too large: serviceaccounts \"{name}\" would be stored in 1[56]\\d{{5}} bytes, the limit is 1572864$", (string?)answer.Json["message"]);
        Assert.Equal((name, "serviceaccounts"), ((string?)answer.Json["details"]!["name"], (string?)answer.Json["details"]!["kind"]));
    }

    private static void AssertStatus(int code, string? reason, string message, HttpStatusCode came, string body)
    {
        var status = JsonNode.Parse(body)!;
        Assert.Equal(
            (code, code, reason, message, "Failure"),
            ((int)came, (int)status["code"]!, (string?)status["reason"], (string?)status["message"], (string?)status["status"]));
    }
}
