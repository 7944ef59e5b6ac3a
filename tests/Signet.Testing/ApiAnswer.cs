using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Signet.Testing;

internal sealed record ApiAnswer(HttpStatusCode Code, HttpResponseHeaders Headers, string Body)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Body)!;
}
