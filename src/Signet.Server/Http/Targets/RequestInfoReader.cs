using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Validation;

namespace Signet.Server.Http.Targets;

/// <summary>Reads a <see cref="RequestInfo"/> from a request's method and target.</summary>
internal static class RequestInfoReader
{
    /// <summary>Always succeeds: a target that names no resource is a non-resource path.</summary>
    public static RequestInfo Read(string method, RequestTarget target)
    {
        var parts = WithoutOuterSlashes(target.Segments);
        if (parts.Length < 3 || parts[0] is not ("api" or "apis") || (parts[0] == "apis" && parts.Length < 4))
        {
            return OfPath(method, target);
        }

        var prefix = parts[0];
        var group = prefix == "apis" ? parts[1] : "";
        parts = prefix == "apis" ? parts[2..] : parts[1..];
        var version = parts[0];
        parts = parts[1..];
        var verb = VerbOf(method);
        if (parts[0] == "watch")
        {
            if (parts.Length < 2)
            {
                return OfPath(method, target);
            }

            verb = "watch";
            parts = parts[1..];
        }

        var ns = "";
        if (parts[0] == "namespaces" && parts.Length > 1)
        {
            ns = parts[1];
            parts = parts.Length > 2 && parts[2] is not ("status" or "finalize") ? parts[2..] : parts;
        }

        var nameInPath = parts.Length > 1 ? parts[1] : "";
        var name = nameInPath;
        if (name.Length == 0)
        {
            verb = CollectionVerb(verb, target.Query);
        }

        var (fields, labels) = verb is "list" or "watch" or "deletecollection" ? SelectorsOf(target.Query) : (null, null);
        if (name.Length == 0 && verb is ("list" or "watch"))
        {
            name = NameSelected(fields);
        }

        return new RequestInfo
        {
            Path = target.Path,
            IsResourceRequest = true,
            Verb = verb,
            ApiPrefix = prefix,
            ApiGroup = group,
            ApiVersion = version,
            Namespace = ns,
            Resource = parts[0],
            Name = name,
            NameInPath = nameInPath,
            Subresource = parts.Length > 2 ? parts[2] : "",
            FieldSelector = fields,
            LabelSelector = labels,
        };
    }

    private static RequestInfo OfPath(string method, RequestTarget target) => new() { Path = target.Path, Verb = method.ToLowerInvariant() };

    /// <summary>The segments without leading and trailing slashes; the dispatcher decides whether such a path is served. A faulty target has none.</summary>
    private static ReadOnlySpan<string> WithoutOuterSlashes(ReadOnlySpan<string> segments)
    {
        while (segments is ["", .. var rest])
        {
            segments = rest;
        }

        while (segments is [.. var rest, ""])
        {
            segments = rest;
        }

        return segments;
    }

    private static string VerbOf(string method) => method switch
    {
        "POST" => "create",
        "GET" or "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };

    private static string CollectionVerb(string verb, QueryParameters query) => verb switch
    {
        "get" => query.IsSet("watch") ? "watch" : "list",
        "delete" => "deletecollection",
        _ => verb,
    };

    /// <summary>Null for a selector that cannot be parsed; the endpoint refuses it.</summary>
    private static (FieldSelector? Fields, LabelSelector? Labels) SelectorsOf(QueryParameters query)
    {
        var fields = query.First("fieldSelector") is { Length: > 0 } fieldText && FieldSelector.Parse(fieldText).TryGetValue(out var byField, out _)
            ? byField
            : null;
        var labels = query.First("labelSelector") is { Length: > 0 } labelText && LabelSelector.Parse(labelText).TryGetValue(out var byLabel, out _)
            ? byLabel
            : null;
        return (fields, labels);
    }

    /// <summary>A list with the field selector <c>metadata.name</c> is authorized for that object.</summary>
    private static string NameSelected(FieldSelector? fields) =>
        fields?.ExactValue("metadata.name") is { } name && NameRules.PathSegment(name).Count == 0 ? name : "";
}
