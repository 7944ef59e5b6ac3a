using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Listing;

/// <summary>
/// Lists objects, in pages if requested. All pages of a list show one revision (apiserver, <c>pkg/storage/etcd3/store.go</c> GetList and
/// <c>pkg/storage/interfaces.go</c> ValidateListOptions). The newest state and lists in progress are read from memory, older states from
/// the store as long as it keeps them. A list without a revision is not older than the store at the begin of the request.
/// </summary>
internal sealed class ObjectLister(ObjectView view)
{
    private const int NamesInWarning = 5;

    /// <summary>After how many objects a list checks whether its client still waits.</summary>
    private const int CheckInterval = 1024;

    private static StatusError TooOld { get; } = StatusErrors.Expired("The resourceVersion for the provided list is too old.");

    public async ValueTask<Outcome<ListPage>> ListAsync(ResourceDefinition resource, ListQuery query, CancellationToken cancellationToken)
    {
        if (query.Continue.Length > 0)
        {
            return await ContinueAsync(resource, query, cancellationToken).ConfigureAwait(false);
        }

        if (!RevisionText.TryParse(query.ResourceVersion, out var wanted, out var fault))
        {
            return StatusErrors.BadRequest("invalid resource version: " + fault);
        }

        if (query.ResourceVersion.Length == 0)
        {
            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (await view.WaitUntilFreshAsync(wanted, cancellationToken).ConfigureAwait(false) is { } tooNew)
        {
            return tooNew;
        }

        var isExact = query.Match == RevisionMatch.Exact ||
            (query.Match == RevisionMatch.Unspecified && query.Limit > 0 && wanted > Revision.Zero && query.Selector.Key is null);
        if (!isExact)
        {
            return Page(resource, view.SnapshotOf(resource), query, null, cancellationToken);
        }

        var snapshot = await view.SnapshotOfAsync(resource, wanted, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? TooOld : Page(resource, snapshot, query, null, cancellationToken);
    }

    private async ValueTask<Outcome<ListPage>> ContinueAsync(ResourceDefinition resource, ListQuery query, CancellationToken cancellationToken)
    {
        if (!ContinueToken.Parse(query.Continue).TryGetValue(out var token, out var error))
        {
            return error;
        }

        if (query.ResourceVersion is not ("" or "0"))
        {
            return StatusErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        if (token.IsInconsistent)
        {
            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            return Page(resource, view.SnapshotOf(resource), query, token, cancellationToken);
        }

        if (await view.WaitUntilFreshAsync(token.Revision, cancellationToken).ConfigureAwait(false) is { } tooNew)
        {
            return tooNew;
        }

        var snapshot = await view.SnapshotOfAsync(resource, token.Revision, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? ContinueTooOld(token) : Page(resource, snapshot, query, token, cancellationToken);
    }

    private ListPage Page(ResourceDefinition resource, ResourceSnapshot snapshot, ListQuery query, ContinueToken? token, CancellationToken cancellationToken)
    {
        var selector = query.Selector;
        var warnings = WarningsFor(resource, selector);
        if (selector.Key is { } key)
        {
            return new ListPage(resource, snapshot.Find(key) is { } found && selector.Matches(found) ? [found] : [], snapshot.Revision) { Warnings = warnings };
        }

        var (start, isAfter) = token?.PositionIn(selector, resource.Namespaced) ?? (new ObjectKey(selector.Namespace, ""), false);
        var items = new List<StoredObject>();
        var seen = 0;
        foreach (var candidate in snapshot.Range(selector.Namespace, start, isAfter))
        {
            if (++seen % CheckInterval == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!selector.Matches(candidate))
            {
                continue;
            }

            if (query.Limit > 0 && items.Count == query.Limit)
            {
                view[resource].KeepForPaging(snapshot);
                var last = items[^1].Key;
                return new ListPage(
                    resource,
                    items,
                    snapshot.Revision,
                    ContinueToken.After(last, selector.Namespace, snapshot.Revision).ToString(),
                    selector.IsSelective ? null : snapshot.CountAfter(selector.Namespace, last))
                { Warnings = warnings };
            }

            items.Add(candidate);
        }

        return new ListPage(resource, items, snapshot.Revision) { Warnings = warnings };
    }

    /// <summary>Warns of unreadable objects that may belong to the list (docs/decisions/0017-unreadable-values.md).</summary>
    private IReadOnlyList<string> WarningsFor(ResourceDefinition resource, ObjectSelector selector)
    {
        if (view.Quarantine.Count == 0)
        {
            return [];
        }

        var names = view.Quarantine.In(resource, selector.Namespace)
            .Select(found => found.Key)
            .Where(key => selector.Key is null || selector.Key == key)
            .Select(key => key.ToString())
            .ToList();
        return names.Count == 0 ? []
            : [$"{names.Count} of {resource.GroupResource} cannot be read and {(names.Count == 1 ? "is" : "are")} missing here: {string.Join(", ", names.Take(NamesInWarning))}{(names.Count > NamesInWarning ? ", …" : "")}"];
    }

    private static StatusError ContinueTooOld(ContinueToken token) => StatusErrors.Expired(
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue " +
        "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided " +
        "token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was " +
        "returned and now may show up in the list.") with
    {
        Continue = token.AtNewest().ToString(),
    };
}
