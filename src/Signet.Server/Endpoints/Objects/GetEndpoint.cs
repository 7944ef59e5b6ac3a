using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>GET</c> of one object: copies its stored bytes.</summary>
internal sealed class GetEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !PathNames.KeyOf(resource, request.Info).TryGetValue(out var key, out error))
        {
            return error;
        }

        if (request.Query.IsSet("export"))
        {
            return StatusErrors.BadRequest("the export parameter, deprecated since v1.14, is no longer supported");
        }

        if (await RevisionParameter.CheckAsync(request, services.View, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        return services.View.Require(resource, key).TryGetValue(out var found, out error)
            ? new Answer.Object(200, found.Json) { Resource = resource, Format = format }
            : error;
    }
}
