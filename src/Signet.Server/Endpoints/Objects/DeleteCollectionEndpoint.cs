using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Writing;
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
    /// <summary>The number of concurrent deletions; the store commits them together.</summary>
    private const int Workers = 16;

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
        return await DeleteAllAsync(page.Items, each, cancellationToken).ConfigureAwait(false) is { } failed
            ? failed
            : new Answer.List(page) { Format = format };
    }

    /// <summary>Deletes the objects; returns the failure of the first object in the list whose deletion failed, or null.</summary>
    private async ValueTask<StatusError?> DeleteAllAsync(
        IReadOnlyList<StoredObject> items, DeleteRequest deletion, CancellationToken cancellationToken)
    {
        var failures = new StatusError?[items.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken };
        var hasFailed = 0;
        await Parallel.ForAsync(0, items.Count, parallel, async (index, token) =>
        {
            if (Volatile.Read(ref hasFailed) == 0 &&
                await DeleteAsync(items[index].Key, deletion, token).ConfigureAwait(false) is { } failure)
            {
                failures[index] = failure;
                Volatile.Write(ref hasFailed, 1);
            }
        }).ConfigureAwait(false);
        return Array.Find(failures, failure => failure is not null);
    }

    private async ValueTask<StatusError?> DeleteAsync(
        ObjectKey key, DeleteRequest deletion, CancellationToken cancellationToken)
    {
        // A concurrent request has deleted it.
        var deleted = await services.Writer.DeleteAsync(resource, key, deletion, cancellationToken).ConfigureAwait(false);
        return deleted.Error is { Code: not 404 } failure ? failure : null;
    }
}
