using System.Collections.Frozen;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints;

/// <summary>
/// Which endpoint serves a path beneath <c>/api/VERSION</c> or <c>/apis/GROUP/VERSION</c>. Paths are taken as they are: whatever has a segment too
/// many, an empty one, or a namespace where none belongs, leads nowhere. Only what follows <c>proxy</c> is free.
/// </summary>
/// <param name="routes">By <see cref="KeyOf"/> for a collection, with <c>/*</c> behind it for its objects, with <c>/*/SUBRESOURCE</c> behind it for their parts.</param>
internal sealed class ResourceRoutes(IReadOnlyDictionary<string, ResourceRoute> routes)
{
    /// <summary>No route's key comes near it.</summary>
    private const int LongestKey = 256;

    private readonly FrozenDictionary<string, ResourceRoute>.AlternateLookup<ReadOnlySpan<char>> _byKey =
        routes.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenSet<string> _versions =
        routes.Keys.Select(key => key[..key.IndexOf('/', key.IndexOf('/', StringComparison.Ordinal) + 1)]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The key of a collection: <c>GROUP/VERSION/PLURAL</c>; the group may be empty.</summary>
    public static string KeyOf(GroupVersion version, string plural) => $"{version.Group}/{version.Version}/{plural}";

    /// <summary>Whether there is any resource of a version of a group, be it in discovery or not.</summary>
    public bool HasVersion(GroupVersion version) => _versions.Contains($"{version.Group}/{version.Version}");

    /// <summary>Answers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="start">Where in the path's segments the resource or its namespace begins.</param>
    /// <param name="end">Where the path ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, int start, int end, CancellationToken cancellationToken)
    {
        var segments = request.Target.Segments;
        var info = request.Info;

        // The old way to ask for a watch: /api/v1/watch/….
        var isOldWatch = segments[start] == "watch";
        start = isOldWatch ? start + 1 : start;
        var isInNamespace = start < end && segments[start] == "namespaces" && end - start > 2 && segments[start + 2] is not ("status" or "finalize");
        start = isInNamespace ? start + 2 : start;
        var count = end - start;
        if (Find(info, segments[start..Math.Max(start, end)]) is not { } route)
        {
            return new(StatusErrors.UnknownResource);
        }

        // All namespaces at once can be read, nothing else.
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

    /// <summary>HEAD counts as a read for authorization but is not served.</summary>
    private static string? HttpMethodOf(ApiRequest request) => request.Method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" ? request.Method : null;

    private ResourceRoute? Find(RequestInfo info, ReadOnlySpan<string> segments)
    {
        var (group, version) = (info.ApiGroup, info.ApiVersion);
        Span<char> key = stackalloc char[LongestKey];
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
