using Signet.Core.Access;
using Signet.Core.Access.Reviews;
using Signet.Core.Primitives;
using Signet.Server.Endpoints.Issuers;
using Signet.Server.Endpoints.Keys;

namespace Signet.Server.Endpoints.Reviews;

/// <summary>The endpoints of kinds that are created and answered but not stored: reviews, and operations on signing keys and issuers.</summary>
internal sealed class ReviewEndpoints(
    TokenReviewEndpoint tokenReviews,
    SelfSubjectReviewEndpoint selfReviews,
    IAuthorizer authorizer,
    IRuleResolver resolver,
    IEnumerable<OperationEndpoint> operations)
{
    private const string Authentication = "authentication.k8s.io";
    private const string Authorization = "authorization.k8s.io";

    /// <summary>The entries for discovery.</summary>
    public static IReadOnlyList<VirtualResource> Resources { get; } =
    [
        Review(Authentication, "SelfSubjectReview"),
        Review(Authentication, "TokenReview"),
        Review(Authorization, "LocalSubjectAccessReview", namespaced: true),
        Review(Authorization, "SelfSubjectAccessReview"),
        Review(Authorization, "SelfSubjectRulesReview"),
        Review(Authorization, "SubjectAccessReview"),
        IssuerOperationEndpoint.Resource,
        KeyOperationEndpoint.Resource,
    ];

    /// <summary>The route of one of <see cref="Resources"/>.</summary>
    public ResourceRoute RouteOf(VirtualResource resource) =>
        new(resource.Namespaced, new Dictionary<string, IEndpoint> { ["create"] = EndpointOf(resource.Kind.Kind) });

    private IEndpoint EndpointOf(string kind) => kind switch
    {
        "SelfSubjectReview" => selfReviews,
        "TokenReview" => tokenReviews,
        "LocalSubjectAccessReview" => new AccessReviewEndpoint(AccessReviewScope.Local, authorizer),
        "SelfSubjectAccessReview" => new AccessReviewEndpoint(AccessReviewScope.Self, authorizer),
        "SelfSubjectRulesReview" => new RulesReviewEndpoint(resolver),
        "SubjectAccessReview" => new AccessReviewEndpoint(AccessReviewScope.Subject, authorizer),
        _ => operations.Single(operation => operation.Kind.Kind == kind),
    };

    private static VirtualResource Review(string group, string kind, bool namespaced = false)
    {
        var singular = kind.ToLowerInvariant();
        var version = new GroupVersion(group, "v1");
        return new(version, singular + "s", singular, namespaced, version.OfKind(kind), ["create"]);
    }
}
