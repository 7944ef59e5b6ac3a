using System.Net;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;

namespace Signet.Cli.Api;

/// <summary>Explains the refusal of a request.</summary>
internal static class ApiFault
{
    /// <summary>The object of a response.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="response">Its response.</param>
    /// <param name="kind">The kind that is expected.</param>
    /// <exception cref="CommandException">The request was refused, or the response is not of the kind.</exception>
    public static JsonObject Require(ApiConnection connection, ApiResponse response, string kind) =>
        response is { IsSuccess: true, Body: { } body } && body.GetString("kind") == kind ? body : throw Of(connection, response);

    /// <summary>The failure of the command.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="response">Its answer.</param>
    public static CommandException Of(ApiConnection connection, ApiResponse response)
    {
        var message = response.Status is { } status ? TextTable.Clean(status.GetString("message")) : "";
        return new CommandException((response.Code, response.Status) switch
        {
            (HttpStatusCode.Unauthorized, _) =>
                $"{connection.Name} does not accept the credentials of the kubeconfig (401 Unauthorized): they have expired, were revoked, or are of another server; `signet context` shows what is in use",
            (HttpStatusCode.Forbidden, not null) => $"{message}; allow it by a role (RBAC), or use other credentials (--context, --kubeconfig)",
            (HttpStatusCode.NotFound, { } missing) when missing.GetObject("details") is { } details && details.GetString("kind") == "namespaces" =>
                $"there is no namespace \"{TextTable.Clean(details.GetString("name"))}\" at {connection.Name}; `kubectl create namespace` makes it, -n chooses another",
            (_, not null) => message,
            _ => $"{connection.Name} answers {(int)response.Code}{(response.Code == HttpStatusCode.OK ? "" : $" ({response.Code})")} and not as a Kubernetes API does; check the address in the kubeconfig" +
                (connection.Name.StartsWith("http://", StringComparison.Ordinal) ? " (the server may expect https://)" : ""),
        });
    }
}
