using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>GET</c> of a collection (apiserver, <c>pkg/endpoints/handlers/get.go</c>).</summary>
internal sealed class ListEndpoint(ResourceDefinition resource, ObjectLister lister) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!Negotiation.DecideList(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !ListOptions.Read(resource, request, isWatch: false).TryGetValue(out var options, out error))
        {
            return error;
        }

        return (await lister.ListAsync(resource, options.Query, cancellationToken).ConfigureAwait(false)).TryGetValue(out var page, out error)
            ? new Answer.List(page) { Format = format, Warnings = page.Warnings }
            : error;
    }
}
