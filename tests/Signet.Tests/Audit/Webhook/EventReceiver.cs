using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Server.Files;
using Signet.Server.Outbound;
using Signet.Testing;
using Signet.Tests.Outbound;

namespace Signet.Tests.Audit.Webhook;

/// <summary>A real HTTPS server that receives events, and answers as a test says.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonObject> _accepted = new();
    private HttpsServer _server = null!;
    private int _requests;

    /// <summary>Answers a request with its events; null accepts them.</summary>
    public Func<HttpContext, JsonObject, Task>? Answer { get; set; }

    /// <summary>All requests.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The lists that were received and not refused, in order.</summary>
    public IReadOnlyCollection<JsonObject> Accepted => _accepted;

    /// <summary>The ids of the accepted events, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _accepted.SelectMany(IdsOf)];

    public static async Task<EventReceiver> StartAsync()
    {
        var receiver = new EventReceiver();
        receiver._server = await HttpsServer.StartAsync(receiver.ReceiveAsync);
        return receiver;
    }

    public static IEnumerable<string> IdsOf(JsonObject list) => list["items"]!.AsArray().Select(item => (string)item!["auditID"]!);

    public string Kubeconfig(string user = "{}") => _server.Kubeconfig("/events", user);

    /// <summary>A client; its requests end after a short time.</summary>
    public WebhookClient Client(TimeSpan timeout)
    {
        var tls = new OutboundTls { CaCertificates = PemCertificates.Read(_server.AuthorityPem), FollowsRedirects = false };
        var target = new KubeconfigTarget(new Uri(_server.Address, "/events"), tls, "", null);
        return new WebhookClient(new FixedValue<KubeconfigTarget>(target), "audit.k8s.io/v1", TimeProvider.System, TestWebhook.Calls, timeout);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        var list = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        if (Answer is { } answer)
        {
            await answer(http, list);
        }

        if (http.Response.StatusCode < 300)
        {
            _accepted.Enqueue(list);
        }
    }
}
