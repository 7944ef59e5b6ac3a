using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signet.TestHost;

/// <summary>Requests of the administrator, in JSON.</summary>
/// <param name="client">The administrator's client. Owned.</param>
internal sealed class AdministratorApi(HttpClient client) : IDisposable
{
    /// <summary>Creates an object.</summary>
    /// <exception cref="SignetTestException">The server refuses it.</exception>
    public async Task<JsonObject> CreateAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, path, body, cancellationToken).ConfigureAwait(false);
        return Require(status, answer, path);
    }

    /// <summary>Creates an object; returns the existing one if there is one.</summary>
    /// <exception cref="SignetTestException">The server refuses it.</exception>
    public async Task<JsonObject> EnsureAsync(string collection, string name, JsonObject body, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, collection, body, cancellationToken).ConfigureAwait(false);
        if (status == HttpStatusCode.Conflict)
        {
            (status, answer) = await SendAsync(
                HttpMethod.Get, $"{collection}/{Uri.EscapeDataString(name)}", null, cancellationToken).ConfigureAwait(false);
        }

        return Require(status, answer, collection);
    }

    /// <summary>Deletes an object, without a grace period.</summary>
    /// <exception cref="SignetTestException">The server refuses it.</exception>
    public async Task DeleteAsync(string path, string uid, CancellationToken cancellationToken)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["gracePeriodSeconds"] = 0,
            ["preconditions"] = new JsonObject { ["uid"] = uid },
        };
        var (status, answer) = await SendAsync(HttpMethod.Delete, path, options, cancellationToken).ConfigureAwait(false);
        Require(status, answer, path);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<(HttpStatusCode Status, JsonObject Answer)> SendAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return (response.StatusCode, Parse(text));
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return new JsonObject { ["message"] = text };
        }
    }

    private static JsonObject Require(HttpStatusCode status, JsonObject answer, string path) => (int)status is >= 200 and < 300
        ? answer
        : throw new SignetTestException(status, (string?)answer["message"] ?? $"{path}: the server answered {(int)status}");
}
