using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// <c>DELETE</c> of a collection (apiserver, <c>pkg/registry/generic/registry/store.go</c> DeleteCollection): deletes the objects that a list with the
/// same parameters returns, and answers that list. Not a transaction: after a failure some objects are deleted.
/// </summary>
internal sealed class DeleteCollectionEndpoint(ResourceDefinition resource, ObjectServices services, ObjectLister lister) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (PathNames.CheckNamespace(resource, request.Info) is { } badPath)
        {
            return badPath;
        }

        if (!Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !ListOptions.Read(resource, request, isWatch: false).TryGetValue(out var options, out error) ||
            !(await DeleteOptions.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var deletion, out error) ||
            !(await lister.ListAsync(resource, options.Query, cancellationToken).ConfigureAwait(false)).TryGetValue(out var page, out error))
        {
            return error;
        }

        var each = deletion with { Admit = services.AdmitDeletion(resource, request), IgnoreReadError = false };
        var keys = page.Items.Select(item => item.Key).ToList();
        return await services.Writer.DeleteAllAsync(resource, keys, each, cancellationToken).ConfigureAwait(false) is { } failed
            ? failed
            : new Answer.List(page) { Format = format };
    }
}
