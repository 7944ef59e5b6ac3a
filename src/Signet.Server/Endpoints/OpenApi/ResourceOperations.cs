using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Server.Endpoints.Api;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>
/// The operations of the resources of one version of a group, named as Kubernetes names them
/// (<c>createCoreV1NamespacedServiceAccountToken</c>).
/// </summary>
internal sealed class ResourceOperations(ResourceRegistry registry)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// <summary>All operations of a version.</summary>
    public IEnumerable<OpenApiOperation> Of(ServedVersion version)
    {
        var scope = new OpenApiScope(version.GroupVersion);
        return
        [
            .. version.Stored.SelectMany(resource => Stored(scope, resource)),
            .. version.Others.Where(IsDescribed).SelectMany(other => Virtual(scope, other)),
        ];
    }

    private IEnumerable<OpenApiOperation> Stored(OpenApiScope scope, ResourceDefinition resource)
    {
        var target = new Target(scope, resource.Plural, resource.Namespaced, resource.Kind);
        var one = TypeOf(resource.Kind);
        var many = TypeOf(resource.Kind with { Kind = resource.Kind.Kind + "List" });
        foreach (var verb in resource.Verbs)
        {
            switch (verb)
            {
                case "list":
                    yield return target.Operation("get", "list", target.Collection, "list", OpenApiParameter.OfList) with { Answer = many, Produces = MediaTypes.Lists };
                    if (resource.Namespaced)
                    {
                        yield return target.Everywhere("list", $"/{resource.Plural}") with { Answer = many, Produces = MediaTypes.Lists };
                    }

                    break;
                case "watch":
                    foreach (var operation in Watches(target))
                    {
                        yield return operation;
                    }

                    break;
                case "create":
                    yield return Creation(target, target.Collection, "", one, one);
                    break;
                case "deletecollection":
                    OpenApiParameter[] parameters =
                    [
                        .. OpenApiParameter.OfDelete,
                        .. OpenApiParameter.OfList.Where(parameter => parameter.Name is not ("watch" or "allowWatchBookmarks")),
                    ];
                    yield return target.Operation("delete", "deletecollection", target.Collection, "delete", parameters, middle: "Collection") with
                    {
                        Body = Meta + "DeleteOptions",
                        Answer = Meta + "Status",
                    };
                    break;
                case "delete":
                    yield return target.Operation("delete", "delete", target.Item, "delete", OpenApiParameter.OfDelete) with
                    {
                        Body = Meta + "DeleteOptions",
                        Answer = resource.Strategy.Traits.AnswersDeletedObject ? one : Meta + "Status",
                        Codes = [200, 202],
                    };
                    break;
                default:
                    yield return OfItem(target, target.Item, "", verb, one);
                    break;
            }
        }
    }

    private IEnumerable<OpenApiOperation> Virtual(OpenApiScope scope, VirtualResource other)
    {
        var slash = other.Name.IndexOf('/', StringComparison.Ordinal);
        var kind = other.Kind;
        var type = TypeOf(kind);
        if (slash < 0)
        {
            var target = new Target(scope, other.Name, other.Namespaced, kind);
            yield return Creation(target, target.Collection, "", type, type);
            yield break;
        }

        var (plural, part) = (other.Name[..slash], other.Name[(slash + 1)..]);
        var parent = registry.Find(scope.Version, plural)?.Kind ?? throw new InvalidOperationException($"{plural} is not served");
        var below = new Target(scope, plural, other.Namespaced, parent) { Shown = kind };
        var suffix = char.ToUpperInvariant(part[0]) + part[1..];
        foreach (var verb in other.Verbs)
        {
            yield return verb == "create"
                ? Creation(below, $"{below.Item}/{part}", suffix, type, type)
                : OfItem(below, $"{below.Item}/{part}", suffix, verb, type);
        }
    }

    private static OpenApiOperation Creation(Target target, string path, string suffix, string body, string answer) =>
        target.Operation("post", "post", path, "create", OpenApiParameter.OfWrite, suffix) with
        {
            Body = body,
            IsBodyRequired = true,
            Answer = answer,
            Codes = [200, 201, 202],
        };

    private static OpenApiOperation OfItem(Target target, string path, string suffix, string verb, string type) => verb switch
    {
        "get" => target.Operation("get", "get", path, "read", [], suffix) with { Answer = type },
        "update" => target.Operation("put", "put", path, "replace", OpenApiParameter.OfWrite, suffix) with
        {
            Body = type,
            IsBodyRequired = true,
            Answer = type,
            Codes = [200, 201],
        },
        "patch" => target.Operation("patch", "patch", path, "patch", OpenApiParameter.OfPatch, suffix) with
        {
            Body = Meta + "Patch",
            IsBodyRequired = true,
            Consumes = MediaTypes.Patches,
            Answer = type,
            Codes = [200, 201],
        },
        _ => throw new InvalidOperationException($"{path}: unknown verb {verb}"),
    };

    private static IEnumerable<OpenApiOperation> Watches(Target target)
    {
        const string Event = Meta + "WatchEvent";
        var watched = target.Scope.Version.Path + "/watch" + target.Collection[target.Scope.Version.Path.Length..];
        yield return target.Operation("get", "watchlist", watched, "watch", OpenApiParameter.OfList, "List") with { Answer = Event, Produces = MediaTypes.Lists };
        yield return target.Operation("get", "watch", watched + "/{name}", "watch", OpenApiParameter.OfList) with { Answer = Event, Produces = MediaTypes.Lists };
        if (target.Namespaced)
        {
            yield return target.Everywhere("watch", $"/watch/{target.Plural}") with { Action = "watchlist", Answer = Event, Produces = MediaTypes.Lists };
        }
    }

    /// <summary>Resources whose kinds are missing in the schema are skipped.</summary>
    private bool IsDescribed(VirtualResource other) => registry.Schemas.Kinds.ContainsKey(other.Kind);

    private string TypeOf(GroupVersionKind kind) => registry.Schemas.Kinds[kind];

    private sealed record Target(OpenApiScope Scope, string Plural, bool Namespaced, GroupVersionKind Kind)
    {
        /// <summary>The kind of the operation; a subresource may have its own.</summary>
        public GroupVersionKind Shown { get; init; } = Kind;

        public string Collection => Scope.Version.Path + (Namespaced ? "/namespaces/{namespace}/" : "/") + Plural;

        public string Item => Collection + "/{name}";

        public OpenApiOperation Operation(
            string method, string action, string path, string verb, IReadOnlyList<OpenApiParameter> parameters, string suffix = "", string middle = "") => new()
            {
                Path = path,
                Method = method,
                Id = $"{verb}{Scope.IdPart}{middle}{(Namespaced ? "Namespaced" : "")}{Kind.Kind}{suffix}",
                Description = $"{verb} {(suffix.Length > 0 && suffix != "List" ? $"{suffix} of " : "")}{Kind.Kind} ({action})",
                Tag = Scope.Tag,
                Action = action,
                Kind = Shown,
                Parameters =
                [
                    .. parameters,
                    .. path.Contains("{name}", StringComparison.Ordinal) ? [OpenApiParameter.ObjectName] : Array.Empty<OpenApiParameter>(),
                    .. Namespaced ? [OpenApiParameter.ObjectNamespace] : Array.Empty<OpenApiParameter>(),
                    OpenApiParameter.Pretty,
                ],
            };

        /// <summary>A list across all namespaces.</summary>
        public OpenApiOperation Everywhere(string verb, string path) => new()
        {
            Path = Scope.Version.Path + path,
            Method = "get",
            Id = $"{verb}{Scope.IdPart}{Kind.Kind}{(verb == "watch" ? "List" : "")}ForAllNamespaces",
            Description = $"{verb} {Kind.Kind} of all namespaces",
            Tag = Scope.Tag,
            Action = verb,
            Kind = Kind,
            Parameters = [.. OpenApiParameter.OfList, OpenApiParameter.Pretty],
        };
    }
}
