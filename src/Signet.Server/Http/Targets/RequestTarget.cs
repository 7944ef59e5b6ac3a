namespace Signet.Server.Http.Targets;

/// <summary>
/// A request's target (RFC 9112, section 3.2), decoded but not normalised: <c>//</c>, <c>/./</c> and <c>/../</c> stay as they
/// are. An encoded slash is refused, so that all readers see the same segments.
/// </summary>
internal sealed class RequestTarget
{
    private readonly string[] _segments;

    private RequestTarget(string path, string[] segments, RequestTargetFault fault, QueryParameters query) =>
        (Path, _segments, Fault, Query) = (path, segments, fault, query);

    /// <summary>The decoded path, without the query.</summary>
    public string Path { get; }

    /// <summary>The decoded segments; empty ones come from double, leading and trailing slashes.</summary>
    public ReadOnlySpan<string> Segments => _segments;

    /// <summary>Why the target is refused.</summary>
    public RequestTargetFault Fault { get; }

    public QueryParameters Query { get; }

    /// <summary>Parses a target in origin form, or the path of one in absolute form.</summary>
    public static RequestTarget Read(string rawTarget)
    {
        var target = PathOf(rawTarget);
        var question = target.IndexOf('?');
        var query = QueryParameters.Read(question < 0 ? [] : target[(question + 1)..]);
        var rawPath = question < 0 ? target : target[..question];
        var fault = RequestTargetFault.None;
        var isEncoded = rawPath.Contains('%');
        var path = isEncoded || rawPath.Length < rawTarget.Length ? "" : rawTarget;
        if (path.Length == 0 && !PercentEncoding.TryDecode(rawPath, plusIsBlank: false, out path))
        {
            return new RequestTarget(rawPath.ToString(), [], RequestTargetFault.Malformed, query);
        }

        if (!rawPath.StartsWith('/'))
        {
            fault = RequestTargetFault.Malformed;
        }
        else if (isEncoded && rawPath.Contains("%2f", StringComparison.OrdinalIgnoreCase))
        {
            fault = RequestTargetFault.EncodedSlash;
        }

        return new RequestTarget(path, fault == RequestTargetFault.None ? SegmentsOf(path) : [], fault, query);
    }

    private static string[] SegmentsOf(string path)
    {
        var rest = path.AsSpan(1);
        var segments = new string[rest.Count('/') + 1];
        var count = 0;
        foreach (var range in rest.Split('/'))
        {
            segments[count++] = KnownSegments.TextOf(rest[range]);
        }

        return segments;
    }

    private static ReadOnlySpan<char> PathOf(string rawTarget)
    {
        if (rawTarget.StartsWith('/'))
        {
            return rawTarget;
        }

        var scheme = rawTarget.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : rawTarget.IndexOf('/', scheme + 3);
        return scheme < 0 ? rawTarget : slash < 0 ? "/" : rawTarget.AsSpan(slash);
    }
}
