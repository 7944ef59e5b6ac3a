using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Signet.Client.Tests;

/// <summary>Answers token requests by the clock of the test. <see cref="SignetServerTests"/> does the same with a real server.</summary>
internal sealed class FakeApiServer : HttpMessageHandler
{
    private int _requests;

    public FakeApiServer() => Answer = (_, _) => Task.FromResult(Issue());

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>How far the clock of the server is ahead of the one of the test.</summary>
    public TimeSpan Skew { get; set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether the tokens are JWTs with the time of issue.</summary>
    public bool HasIssuedAt { get; set; } = true;

    /// <summary>Whether the answers have the header <c>Date</c>.</summary>
    public bool HasDate { get; set; } = true;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The bodies of the requests.</summary>
    public List<string> Bodies { get; } = [];

    public List<Uri?> Addresses { get; } = [];

    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; }

    private DateTimeOffset Now => Time.GetUtcNow() + Skew;

    public static TokenRequestOptions Options { get; } = new() { Namespace = "default", ServiceAccount = "builder", Audiences = ["orders"] };

    public TokenRequestSource Source(TokenRequestOptions? options = null, TimeProvider? time = null) =>
        new(new HttpClient(this) { BaseAddress = new Uri("https://api.example.com"), Timeout = Timeout.InfiniteTimeSpan }, options ?? Options, time ?? Time);

    /// <summary>An answer with a new token, whose name is its number.</summary>
    public HttpResponseMessage Issue()
    {
        var claims = HasIssuedAt ? $$"""{"iat":{{Now.ToUnixTimeSeconds()}}}""" : "{}";
        var token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{Requests}";
        return Json(HttpStatusCode.Created, new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = (Now + Lifetime).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) },
        });
    }

    public HttpResponseMessage Refuse(HttpStatusCode code, string reason, string message) =>
        Json(code, new JsonObject { ["kind"] = "Status", ["reason"] = reason, ["message"] = message });

    public HttpResponseMessage Json(HttpStatusCode code, JsonNode body)
    {
        var response = new HttpResponseMessage(code) { Content = JsonContent.Create(body) };
        response.Headers.Date = HasDate ? Now : null;
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        lock (Bodies)
        {
            Bodies.Add(new StreamReader(request.Content!.ReadAsStream(CancellationToken.None)).ReadToEnd());
            Addresses.Add(request.RequestUri);
        }

        return await Answer(request, cancellationToken);
    }
}
