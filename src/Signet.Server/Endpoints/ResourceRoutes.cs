using System.Collections.Frozen;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints;

/// <summary>
/// The endpoints of the paths below <c>/api/VERSION</c> and <c>/apis/GROUP/VERSION</c>. Paths are not normalised: one with an extra segment,
/// an empty segment, or a namespace for a cluster-scoped resource, is a 404. Any path may follow <c>proxy</c>.
/// </summary>
/// <param name="routes">By key: <see cref="KeyOf"/> for a collection, followed by <c>/*</c> for its objects, by <c>/*/SUBRESOURCE</c> for subresources.</param>
internal sealed class ResourceRoutes(IReadOnlyDictionary<string, ResourceRoute> routes)
{
    /// <summary>Longer than the key of any route.</summary>
    private const int MaxKeyLength = 256;

    private readonly FrozenDictionary<string, ResourceRoute>.AlternateLookup<ReadOnlySpan<char>> _byKey =
        routes.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenSet<string> _versions =
        routes.Keys.Select(key => key[..key.IndexOf('/', key.IndexOf('/', StringComparison.Ordinal) + 1)]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a request names a resource, and a subresource, that is served.</summary>
    public bool Serves(RequestInfo info)
    {
        Span<char> key = stackalloc char[MaxKeyLength];
        var length = 0;
        return (info.Subresource.Length == 0
            ? key.TryWrite($"{info.ApiGroup}/{info.ApiVersion}/{info.Resource}", out length)
            : key.TryWrite($"{info.ApiGroup}/{info.ApiVersion}/{info.Resource}/*/{info.Subresource}", out length)) && _byKey.ContainsKey(key[..length]);
    }

    /// <summary>The key of a collection: <c>GROUP/VERSION/PLURAL</c>; the group may be empty.</summary>
    public static string KeyOf(GroupVersion version, string plural) => $"{version.Group}/{version.Version}/{plural}";

    /// <summary>Whether a version of a group has any resource, in discovery or not.</summary>
    public bool HasVersion(GroupVersion version) => _versions.Contains($"{version.Group}/{version.Version}");

    /// <param name="request">The request.</param>
    /// <param name="start">The index of the first segment after the version.</param>
    /// <param name="end">The number of segments.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, int start, int end, CancellationToken cancellationToken)
    {
        var segments = request.Target.Segments;
        var info = request.Info;

        // The deprecated watch paths: /api/v1/watch/….
        var isOldWatch = segments[start] == "watch";
        start = isOldWatch ? start + 1 : start;
        var isInNamespace = start < end && segments[start] == "namespaces" && end - start > 2 && segments[start + 2] is not ("status" or "finalize");
        start = isInNamespace ? start + 2 : start;
        var count = end - start;
        if (Find(info, segments[start..Math.Max(start, end)]) is not { } route)
        {
            return new(StatusErrors.UnknownResource);
        }

        // Across all namespaces only lists and watches are served.
        if (route.Namespaced != isInNamespace && !(count == 1 && route.Namespaced))
        {
            return new(StatusErrors.UnknownResource);
        }

        var isEverywhere = route.Namespaced && !isInNamespace;
        if (isEverywhere && !route.ByVerb.ContainsKey("list"))
        {
            return new(StatusErrors.UnknownResource);
        }

        if (isOldWatch && request.Method != "GET")
        {
            return new(StatusErrors.MethodNotAllowed);
        }

        if (HttpMethodOf(request) is null || !route.ByVerb.TryGetValue(info.Verb, out var endpoint) ||
            (isEverywhere && info.Verb is not ("list" or "watch")))
        {
            return new(StatusErrors.MethodNotAllowed);
        }

        return endpoint.AnswerAsync(request, cancellationToken);
    }

    /// <summary>HEAD is authorized as a read but not served.</summary>
    private static string? HttpMethodOf(ApiRequest request) => request.Method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" ? request.Method : null;

    private ResourceRoute? Find(RequestInfo info, ReadOnlySpan<string> segments)
    {
        var (group, version) = (info.ApiGroup, info.ApiVersion);
        Span<char> key = stackalloc char[MaxKeyLength];
        var length = 0;
        var fits = segments switch
        {
            [var resource] => key.TryWrite($"{group}/{version}/{resource}", out length),
            [var resource, _] => key.TryWrite($"{group}/{version}/{resource}/*", out length),
            [var resource, _, "proxy", ..] => key.TryWrite($"{group}/{version}/{resource}/*/proxy", out length),
            [var resource, _, var subresource] => key.TryWrite($"{group}/{version}/{resource}/*/{subresource}", out length),
            _ => false,
        };
        return fits && _byKey.TryGetValue(key[..length], out var route) ? route : null;
    }
}
