using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Cli.Api;

/// <summary>A response of a Kubernetes-compatible API.</summary>
/// <param name="Code">The status code.</param>
/// <param name="Content">The body.</param>
/// <param name="Warnings">The texts of the header <c>Warning</c>.</param>
internal sealed record ApiResponse(HttpStatusCode Code, byte[] Content, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the request was carried out.</summary>
    public bool IsSuccess => (int)Code is >= 200 and < 300;

    /// <summary>The body as a JSON object; null when it is not one.</summary>
    public JsonObject? Body { get; } = Parse(Content);

    /// <summary>The <c>Status</c> of a refused request; null when the body is not one.</summary>
    public JsonObject? Status => !IsSuccess && Body is { } body && body.GetString("kind") == "Status" ? body : null;

    private static JsonObject? Parse(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
