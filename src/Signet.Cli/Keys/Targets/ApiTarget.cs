using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Targets;

/// <summary>A running server, over its API.</summary>
/// <param name="kind">The kind of the operations.</param>
/// <param name="http">The client; its base address is that of the server. Disposed with the target.</param>
/// <param name="name">The server in messages.</param>
/// <param name="token">Reads the bearer token; an empty one sends none.</param>
internal sealed class ApiTarget(OperationKind kind, HttpClient http, string name, Func<string> token) : IOperationTarget
{
    private readonly string _resource = $"apis/{kind.Kind.ApiVersion}/{kind.Plural}";

    /// <inheritdoc/>
    public async ValueTask<Outcome<JsonObject>> OperateAsync(Operation operation, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = kind.Kind.ApiVersion,
            ["kind"] = kind.Kind.Kind,
            ["spec"] = operation.Spec.DeepClone(),
        };
        var (code, content) = await SendAsync(body, operation, cancellationToken).ConfigureAwait(false);
        return Parse(content) switch
        {
            { } answered when code == HttpStatusCode.Created && answered.GetString("kind") == kind.Kind.Kind => answered,
            { } status when (int)code >= 400 && status.GetString("kind") == "Status" => ErrorOf(code, status),
            _ => throw new KeysException($"{name} answers {(int)code} and not as a Signet server does; check the address"),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<(HttpStatusCode Code, byte[] Content)> SendAsync(JsonObject body, Operation operation, CancellationToken cancellationToken)
    {
        // A read cannot have changed anything.
        var unknown = operation.IsDryRun || operation.IsRead ? "" : $". Whether the change was made is not known; `{kind.Command} list` shows it";
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, operation.IsDryRun ? _resource + "?dryRun=All" : _resource)
            {
                Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())),
            };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            message.Headers.UserAgent.ParseAdd(kind.Command.Replace(' ', '-'));
            if (token() is { Length: > 0 } bearer)
            {
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            }

            using var response = await http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (HttpRequestException exception)
        {
            throw new KeysException($"{name} cannot be reached: {exception.InnerException?.Message ?? exception.Message}{unknown}", inner: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeysException($"{name} has not answered within {http.Timeout.TotalSeconds} s{unknown}", inner: exception);
        }
    }

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

    private StatusError ErrorOf(HttpStatusCode code, JsonObject status)
    {
        var message = code switch
        {
            HttpStatusCode.NotFound => $"the server has no {kind.Kind.Kind}s: it is another API server, or an earlier version of Signet",
            HttpStatusCode.Unauthorized => "the server does not know the credentials of the kubeconfig (Unauthorized)",
            _ => status.GetString("message"),
        };
        var causes = (status.GetObject("details")?.GetList("causes") ?? []).OfType<JsonObject>()
            .Select(cause => new StatusCause(cause.GetString("reason"), cause.GetString("message"), cause.GetString("field")));
        return new StatusError
        {
            Code = (int)code,
            Reason = status.GetString("reason"),
            Message = message,
            Details = new StatusDetails { Causes = [.. causes] },
        };
    }
}
