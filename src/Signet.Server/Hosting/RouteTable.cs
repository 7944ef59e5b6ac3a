using Signet.Core.Resources;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Writing;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Endpoints.Reviews;

namespace Signet.Server.Hosting;

/// <summary>The endpoints of every resource: the stored kinds by what they are, the others by name.</summary>
internal sealed class RouteTable(
    ResourceRegistry registry,
    ObjectServices services,
    ObjectLister lister,
    TokenRequestEndpoint tokenRequests,
    ReviewEndpoints reviews)
{
    /// <summary>What discovery lists beside the stored kinds.</summary>
    public static IReadOnlyList<VirtualResource> VirtualResources { get; } =
    [
        .. EmptyCollection.All.Where(collection => collection.IsDiscoverable).Select(collection => collection.Resource),
        .. KubernetesKinds.Registry.All.SelectMany(resource => resource.Subresources.Select(part => new VirtualResource(
            resource.Kind.Group, $"{resource.Plural}/{part.Name}", "", resource.Namespaced, resource.Kind.Kind, "", part.Verbs))),
        new("", "pods/binding", "", true, "Binding", "", ["create"]),
        new("", "serviceaccounts/token", "", true, "TokenRequest", "authentication.k8s.io", ["create"]),
        .. ReviewEndpoints.Resources,
    ];

    /// <summary>All routes.</summary>
    public ResourceRoutes Build()
    {
        var routes = new Dictionary<string, ResourceRoute>(StringComparer.Ordinal)
        {
            ["/serviceaccounts/*/token"] = Only(tokenRequests),
            ["/pods/*/binding"] = Only(new BindingEndpoint(services)),
            ["/bindings"] = Only(new BindingEndpoint(services)),
        };
        foreach (var review in ReviewEndpoints.Resources)
        {
            routes[$"{review.Group}/{review.Name}"] = reviews.RouteOf(review);
        }

        foreach (var resource in registry.All)
        {
            var path = $"{resource.Kind.Group}/{resource.Plural}";
            var watch = new WatchEndpoint(resource, services);
            var collection = new Dictionary<string, IEndpoint>
            {
                ["create"] = new CreateEndpoint(resource, services),
                ["list"] = new ListEndpoint(resource, lister),
                ["watch"] = watch,
            };
            if (resource.Verbs.Contains("deletecollection"))
            {
                collection["deletecollection"] = new DeleteCollectionEndpoint(resource, services, lister);
            }

            routes[path] = new ResourceRoute(resource.Namespaced, collection);
            routes[path + "/*"] = new ResourceRoute(resource.Namespaced, new Dictionary<string, IEndpoint>
            {
                ["get"] = new GetEndpoint(resource, services),
                ["patch"] = new PatchEndpoint(resource, services, UpdateRules.Whole),
                ["update"] = new ReplaceEndpoint(resource, services, UpdateRules.Whole),
                ["delete"] = new DeleteEndpoint(resource, services),

                // Only the old paths of watches have a name; elsewhere a watch of one object is a read.
                ["watch"] = watch,
            });
            foreach (var part in resource.Subresources)
            {
                routes[$"{path}/*/{part.Name}"] = new ResourceRoute(resource.Namespaced, PartEndpoints(resource, part));
            }
        }

        foreach (var (plural, subresource, verbs) in KubeletEndpoint.All)
        {
            var resource = registry.All.First(one => one.Kind.Group.Length == 0 && one.Plural == plural);
            var endpoint = new KubeletEndpoint(resource, services);
            routes[$"/{plural}/*/{subresource}"] = new ResourceRoute(resource.Namespaced, verbs.ToDictionary(verb => verb, IEndpoint (verb) =>
                verb == "get" && subresource is "ephemeralcontainers" or "resize" ? new GetEndpoint(resource, services) : endpoint));
        }

        foreach (var (path, route) in new EmptyCollectionEndpoints(services.View, services.Time).Routes())
        {
            routes[path] = route;
        }

        return new ResourceRoutes(routes);
    }

    private Dictionary<string, IEndpoint> PartEndpoints(ResourceDefinition resource, SubresourceDefinition part)
    {
        var endpoints = new Dictionary<string, IEndpoint>();
        foreach (var verb in part.Verbs)
        {
            endpoints[verb] = verb switch
            {
                "get" => new GetEndpoint(resource, services),
                "patch" => new PatchEndpoint(resource, services, part.Rules),
                "update" => new ReplaceEndpoint(resource, services, part.Rules),
                _ => throw new InvalidOperationException($"{resource.Plural}/{part.Name}: no endpoint for the verb {verb}"),
            };
        }

        return endpoints;
    }

    private static ResourceRoute Only(IEndpoint create) => new(true, new Dictionary<string, IEndpoint> { ["create"] = create });
}
