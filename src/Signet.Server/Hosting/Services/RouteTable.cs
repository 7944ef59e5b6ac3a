using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Collections;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Endpoints.Reviews;
using Signet.Server.Endpoints.Tokens;

namespace Signet.Server.Hosting.Services;

/// <summary>The endpoints of all resources: those of stored kinds by their definitions, the others by name.</summary>
internal sealed class RouteTable(
    ResourceRegistry registry,
    ObjectServices services,
    ObjectLister lister,
    TokenRequestEndpoint tokenRequests,
    ReviewEndpoints reviews)
{
    /// <summary>All routes.</summary>
    public ResourceRoutes Build()
    {
        var core = KubernetesKinds.Pods.Kind.GroupVersion;
        var routes = new Dictionary<string, ResourceRoute>(StringComparer.Ordinal)
        {
            [ResourceRoutes.KeyOf(core, "serviceaccounts/*/token")] = Only(tokenRequests),
            [ResourceRoutes.KeyOf(core, "pods/*/binding")] = Only(new BindingEndpoint(services)),
            [ResourceRoutes.KeyOf(core, "bindings")] = Only(new BindingEndpoint(services)),
        };
        foreach (var review in ReviewEndpoints.Resources)
        {
            routes[ResourceRoutes.KeyOf(review.Version, review.Name)] = reviews.RouteOf(review);
        }

        foreach (var resource in registry.All)
        {
            var path = ResourceRoutes.KeyOf(resource.Kind.GroupVersion, resource.Plural);
            routes[path] = new ResourceRoute(resource.Namespaced, CollectionEndpoints(resource));
            routes[path + "/*"] = new ResourceRoute(resource.Namespaced, ObjectEndpoints(resource));
            foreach (var subresource in resource.Subresources)
            {
                routes[$"{path}/*/{subresource.Name}"] = new ResourceRoute(resource.Namespaced, SubresourceEndpoints(resource, subresource));
            }
        }

        foreach (var (plural, subresource, verbs) in KubeletEndpoint.All)
        {
            if (registry.Find(core, plural) is { } resource)
            {
                var endpoint = new KubeletEndpoint(resource, services);
                routes[ResourceRoutes.KeyOf(core, $"{plural}/*/{subresource}")] = new ResourceRoute(resource.Namespaced, verbs.ToDictionary(verb => verb, IEndpoint (verb) =>
                    verb == "get" && subresource is "ephemeralcontainers" or "resize" ? new GetEndpoint(resource, services) : endpoint));
            }
        }

        foreach (var (path, route) in new EmptyCollectionEndpoints(services.View, services.Time).Routes())
        {
            routes[path] = route;
        }

        return new ResourceRoutes(routes);
    }

    private Dictionary<string, IEndpoint> CollectionEndpoints(ResourceDefinition resource)
    {
        var endpoints = new Dictionary<string, IEndpoint>();
        foreach (var verb in resource.Verbs)
        {
            IEndpoint? endpoint = verb switch
            {
                "create" => new CreateEndpoint(resource, services),
                "list" => new ListEndpoint(resource, lister),
                "watch" => new WatchEndpoint(resource, services),
                "deletecollection" => new DeleteCollectionEndpoint(resource, services, lister),
                _ => null,
            };
            if (endpoint is not null)
            {
                endpoints[verb] = endpoint;
            }
        }

        return endpoints;
    }

    private Dictionary<string, IEndpoint> ObjectEndpoints(ResourceDefinition resource)
    {
        var endpoints = new Dictionary<string, IEndpoint>();
        foreach (var verb in resource.Verbs)
        {
            IEndpoint? endpoint = verb switch
            {
                "get" => new GetEndpoint(resource, services),
                "patch" => new PatchEndpoint(resource, services, UpdateScope.Whole),
                "update" => new ReplaceEndpoint(resource, services, UpdateScope.Whole),
                "delete" => new DeleteEndpoint(resource, services),

                // Only the deprecated /watch/ paths have a name; elsewhere a watch of one object is a list with a field selector.
                "watch" => new WatchEndpoint(resource, services),
                _ => null,
            };
            if (endpoint is not null)
            {
                endpoints[verb] = endpoint;
            }
        }

        return endpoints;
    }

    private Dictionary<string, IEndpoint> SubresourceEndpoints(ResourceDefinition resource, SubresourceDefinition subresource)
    {
        var endpoints = new Dictionary<string, IEndpoint>();
        foreach (var verb in subresource.Verbs)
        {
            endpoints[verb] = verb switch
            {
                "get" => new GetEndpoint(resource, services),
                "patch" => new PatchEndpoint(resource, services, UpdateScope.Of(subresource)),
                "update" => new ReplaceEndpoint(resource, services, UpdateScope.Of(subresource)),
                _ => throw new InvalidOperationException($"{resource.Plural}/{subresource.Name}: no endpoint for the verb {verb}"),
            };
        }

        return endpoints;
    }

    private static ResourceRoute Only(IEndpoint create) => new(true, new Dictionary<string, IEndpoint> { ["create"] = create });
}
