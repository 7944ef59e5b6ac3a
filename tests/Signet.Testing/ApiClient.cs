using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Signet.Testing;

/// <summary>Sends JSON requests to a server.</summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<ApiAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<ApiAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    /// <summary>PATCH with a body of a media type; an empty media type sends no <c>Content-Type</c>.</summary>
    public Task<ApiAnswer> PatchAsync(string path, string body, string mediaType) => SendAsync(HttpMethod.Patch, path, body, mediaType);

    /// <summary>POST that must create an object.</summary>
    public async Task<JsonObject> CreateAsync(string path, string json)
    {
        var answer = await PostAsync(path, json);
        Assert.True(answer.Code == HttpStatusCode.Created, $"{path}: {answer.Code} {answer.Body}");
        return answer.Json;
    }

    /// <summary>Waits until a path is found: controllers create their objects asynchronously.</summary>
    public Task UntilFoundAsync(string path) => Patience.UntilAsync(async () => (await GetAsync(path)).Code == HttpStatusCode.OK, $"{path} is there");

    /// <summary>Waits until a path is not found.</summary>
    public Task UntilGoneAsync(string path) => Patience.UntilAsync(async () => (await GetAsync(path)).Code == HttpStatusCode.NotFound, $"{path} is gone");

    /// <summary>Waits until a new server has the account <c>default</c> in the namespace <c>default</c>.</summary>
    public Task UntilDefaultAccountAsync() => UntilFoundAsync("/api/v1/namespaces/default/serviceaccounts/default");

    /// <summary>Issues a token for an account.</summary>
    public async Task<string> IssueAsync(string account, string spec = "{}", string ns = "default") =>
        (string)(await CreateAsync($"/api/v1/namespaces/{ns}/serviceaccounts/{account}/token", $$"""{"spec":{{spec}}}"""))["status"]!["token"]!;

    /// <summary>The status of a TokenReview.</summary>
    public async Task<JsonObject> ReviewAsync(string token, string audiences = "[]")
    {
        var sent = new JsonObject { ["spec"] = new JsonObject { ["token"] = token, ["audiences"] = JsonNode.Parse(audiences) } };
        return (JsonObject)(await CreateAsync("/apis/authentication.k8s.io/v1/tokenreviews", sent.ToJsonString()))["status"]!;
    }

    /// <summary>
    /// Whether a TokenReview accepts a token. A 503 is repeated: a replica that cannot confirm its state in time, for example on a busy machine, says so
    /// and gives no wrong answer.
    /// </summary>
    public async Task<bool> IsAcceptedAsync(string token)
    {
        var sent = new JsonObject { ["spec"] = new JsonObject { ["token"] = token } };
        var answer = await AnsweredAsync(() => PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", sent.ToJsonString()));
        Assert.Equal(HttpStatusCode.Created, answer.Code);
        return (bool?)answer.Json["status"]!["authenticated"] == true;
    }

    /// <summary>The first answer to a repeated request that is no 503.</summary>
    public static async Task<ApiAnswer> AnsweredAsync(Func<Task<ApiAnswer>> ask)
    {
        ApiAnswer? answer = null;
        await Patience.UntilAsync(async () => (answer = await ask()).Code != HttpStatusCode.ServiceUnavailable, "the replica can answer");
        return answer!;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Sends a request with any method and an optional body.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? json, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (request.Content is { } content)
        {
            content.Headers.ContentType = mediaType.Length == 0 ? null : new MediaTypeHeaderValue(mediaType, "utf-8");
        }

        using var answer = await http.SendAsync(request);
        return new ApiAnswer(answer.StatusCode, answer.Headers, await answer.Content.ReadAsStringAsync());
    }
}
