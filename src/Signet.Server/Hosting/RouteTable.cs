using Signet.Core.Resources;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Writing;
using Signet.Server.Endpoints;
using Signet.Server.Endpoints.Objects;

namespace Signet.Server.Hosting;

/// <summary>The endpoints of every resource: the stored kinds by what they are, the others by name.</summary>
internal sealed class RouteTable(
    ResourceRegistry registry,
    ObjectServices services,
    ObjectLister lister,
    TokenRequestEndpoint tokenRequests,
    TokenReviewEndpoint tokenReviews,
    SelfSubjectReviewEndpoint selfReviews)
{
    private const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>What discovery lists beside the stored kinds.</summary>
    public static IReadOnlyList<VirtualResource> VirtualResources { get; } =
    [
        .. KubernetesKinds.Registry.All.SelectMany(resource => resource.Subresources.Select(part => new VirtualResource(
            resource.Kind.Group, $"{resource.Plural}/{part.Name}", "", resource.Namespaced, resource.Kind.Kind, "", part.Verbs))),
        new("", "pods/binding", "", true, "Binding", "", ["create"]),
        new("", "serviceaccounts/token", "", true, "TokenRequest", AuthenticationGroup, ["create"]),
        new(AuthenticationGroup, "selfsubjectreviews", "selfsubjectreview", false, "SelfSubjectReview", "", ["create"]),
        new(AuthenticationGroup, "tokenreviews", "tokenreview", false, "TokenReview", "", ["create"]),
    ];

    /// <summary>All routes.</summary>
    public ResourceRoutes Build()
    {
        var routes = new Dictionary<string, ResourceRoute>(StringComparer.Ordinal)
        {
            ["/serviceaccounts/*/token"] = Only(true, tokenRequests),
            ["/pods/*/binding"] = Only(true, new BindingEndpoint(services)),
            ["/bindings"] = Only(true, new BindingEndpoint(services)),
            [AuthenticationGroup + "/tokenreviews"] = Only(false, tokenReviews),
            [AuthenticationGroup + "/selfsubjectreviews"] = Only(false, selfReviews),
        };
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

    private static ResourceRoute Only(bool namespaced, IEndpoint create) => new(namespaced, new Dictionary<string, IEndpoint> { ["create"] = create });
}
