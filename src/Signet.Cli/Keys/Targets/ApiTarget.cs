using System.Net;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Targets;

/// <summary>A running server, over its API.</summary>
/// <param name="kind">The kind of the operations.</param>
/// <param name="connection">The connection. Disposed with the target.</param>
internal sealed class ApiTarget(OperationKind kind, ApiConnection connection) : IOperationTarget
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

        // A read cannot have changed anything.
        var unknown = operation.IsDryRun || operation.IsRead ? "" : $". Whether the change was made is not known; `{kind.Command} list` shows it";
        var response = await connection.PostAsync(
            operation.IsDryRun ? _resource + "?dryRun=All" : _resource, body, unknown, cancellationToken).ConfigureAwait(false);
        return response.Body switch
        {
            { } answered when response.Code == HttpStatusCode.Created && answered.GetString("kind") == kind.Kind.Kind => answered,
            _ when response.Status is { } status => ErrorOf(response.Code, status),
            _ => throw new CommandException($"{connection.Name} answers {(int)response.Code} and not as a Signet server does; check the address"),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
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
