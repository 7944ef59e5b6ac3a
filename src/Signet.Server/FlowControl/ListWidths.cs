using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;
using Signet.Server.Http.Targets;

namespace Signet.Server.FlowControl;

/// <summary>
/// How many seats a request takes: one, and more for lists of many objects (apiserver, <c>pkg/util/flowcontrol/request/list_work_estimator.go</c>).
/// </summary>
internal sealed class ListWidths(ObjectView view, ResourceRegistry registry)
{
    private const int ObjectsPerSeat = 500;
    private const int MaxSeats = 10;

    /// <summary>The width of a request.</summary>
    public int WidthOf(RequestInfo info, QueryParameters query)
    {
        if (info.Verb is not ("list" or "deletecollection") || registry.Find(new GroupVersion(info.ApiGroup, info.ApiVersion), info.Resource) is not { } resource)
        {
            return 1;
        }

        var snapshot = view[resource].Snapshot;
        var count = info.Namespace.Length == 0 ? snapshot.Count : snapshot.CountAfter(info.Namespace, new ObjectKey(info.Namespace, ""));

        // With a selector, a page may take more objects than it has.
        if (info is { FieldSelector: null, LabelSelector: null } && int.TryParse(query.First("limit"), out var limit) && limit > 0)
        {
            count = Math.Min(count, limit);
        }

        return Math.Clamp(1 + (count / ObjectsPerSeat), 1, MaxSeats);
    }
}
