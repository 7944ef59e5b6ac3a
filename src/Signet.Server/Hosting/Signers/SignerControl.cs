using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Storage;
using Signet.Server.Endpoints.Keys;
using Signet.Server.Http.Answers;

namespace Signet.Server.Hosting.Signers;

/// <summary>
/// Serves the control socket of a signer without an API: the operations of <c>signet keys</c>, answered as the API answers them. The socket has the mode
/// 0600 in a directory of the mode 0700: a client that can connect may do what it likes with the keys.
/// </summary>
/// <param name="keys">Changes the keys; null when files or a device give them.</param>
/// <param name="logger">The log.</param>
internal sealed class SignerControl(KeyOperator? keys, ILogger<SignerControl> logger)
{
    private const int MaxBodyBytes = 64 * 1024;
    private static readonly PathString Resource = $"/apis/{KeyRequestJson.Kind.ApiVersion}/{KeyRequestJson.Plural}";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        var outcome = await OperateAsync(http).ConfigureAwait(false);
        var (code, body) = outcome.TryGetValue(out var answer, out var error)
            ? (StatusCodes.Status201Created, Encoding.UTF8.GetBytes(answer.ToJsonString()))
            : (error.Code, StatusJson.Write(error));
        http.Response.StatusCode = code;
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<JsonObject>> OperateAsync(HttpContext http)
    {
        if (http.Request.Path != Resource)
        {
            return StatusErrors.UnknownResource;
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return StatusErrors.MethodNotAllowed;
        }

        if (await ReadSpecAsync(http.Request, http.RequestAborted).ConfigureAwait(false) is not { } spec)
        {
            return StatusErrors.BadRequest($"the body is not a {KeyRequestJson.Kind.Kind} of at most {MaxBodyBytes} bytes");
        }

        if (!KeyRequestJson.Read(spec, isDryRun: http.Request.Query["dryRun"] == "All").TryGetValue(out var request, out var error))
        {
            return error;
        }

        if (keys is null)
        {
            return StatusErrors.BadRequest("the signing keys of this signer are not managed: a file or a device gives them (--service-account-signing-key-file)");
        }

        return request.Action == KeyAction.Documents
            ? StatusErrors.BadRequest("a signer publishes no documents: the kube-apiservers do, with the keys that they fetch from it")
            : await OperateAsync(keys, request, spec, http).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<JsonObject>> OperateAsync(KeyOperator managed, KeyRequest request, JsonObject spec, HttpContext http)
    {
        try
        {
            if (!(await managed.RunAsync(request, http.RequestAborted).ConfigureAwait(false)).TryGetValue(out var report, out var error))
            {
                return error;
            }

            if (!request.IsDryRun)
            {
                KeyOperationLog.Tell(logger, KnownUsers.AdministratorName, request.Action, report.Change, http.TraceIdentifier);
            }

            return OperationJson.Write(KeyRequestJson.Kind, spec, KeyReportJson.Write(report));
        }
        catch (StoreUnavailableException exception)
        {
            return StatusErrors.InternalError($"the store failed: {exception.Message}");
        }
    }

    /// <summary>The <c>spec</c> of the body; null when the body is not an object with one, or too large.</summary>
    private static async ValueTask<JsonObject?> ReadSpecAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not (> 0 and <= MaxBodyBytes))
        {
            return null;
        }

        try
        {
            var body = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken).ConfigureAwait(false);
            return (body as JsonObject)?["spec"] as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
