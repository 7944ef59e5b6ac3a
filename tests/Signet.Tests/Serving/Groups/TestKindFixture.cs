using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;
using Signet.Testing.Kinds;

namespace Signet.Tests.Serving.Groups;

/// <summary>One server with the test kinds; each test uses its own objects.</summary>
public sealed class TestKindFixture : IAsyncLifetime
{
    public const string Stable = "/apis/example.test/v1/namespaces/default/widgets";
    public const string Beta = "/apis/example.test/v1beta1/namespaces/default/widgets";
    public const string IssuedTokens = "/apis/tokens.signet.dev/v1alpha1/issuedtokens";
    public const string OtherPods = "/apis/example.test/v1/namespaces/default/pods";
    public const string CorePods = "/api/v1/namespaces/default/pods";

    internal TestKindServer Server { get; private set; } = null!;

    internal ApiClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await TestKindServer.StartAsync();
        Admin = Server.CreateAdmin();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
    }

    public Task<JsonObject> CreateStableAsync(string name, string spec) => Admin.CreateAsync(
        Stable, $$"""{"apiVersion":"example.test/v1","kind":"Widget","metadata":{"name":"{{name}}"},"spec":{{spec}}}""");

    public Task<JsonObject> CreateBetaAsync(string name, string spec) => Admin.CreateAsync(
        Beta, $$"""{"apiVersion":"example.test/v1beta1","kind":"Widget","metadata":{"name":"{{name}}"},"spec":{{spec}}}""");

    public async Task<JsonObject> GetAsync(string path)
    {
        var answer = await Admin.GetAsync(path);
        Assert.True(answer.Code == HttpStatusCode.OK, $"{path}: {answer.Code} {answer.Body}");
        return answer.Json;
    }

    /// <summary>GET with an Accept header; the body and its media type.</summary>
    public async Task<(byte[] Body, string? MediaType)> GetAsAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await Admin.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return (await answer.Content.ReadAsByteArrayAsync(), answer.Content.Headers.ContentType?.MediaType);
    }

    public async Task<JsonObject> GetJsonAsAsync(string path, string accept) => (JsonObject)JsonNode.Parse((await GetAsAsync(path, accept)).Body)!;
}
