using Signet.Core.Primitives;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>One method on one path.</summary>
internal sealed record OpenApiOperation
{
    /// <summary><c>/api/v1/namespaces/{namespace}/serviceaccounts</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The method in lower case.</summary>
    public required string Method { get; init; }

    /// <summary><c>listCoreV1NamespacedServiceAccount</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A sentence for clients.</summary>
    public required string Description { get; init; }

    /// <summary><c>core_v1</c>.</summary>
    public required string Tag { get; init; }

    /// <summary><c>x-kubernetes-action</c>: <c>get list post put patch delete deletecollection watch watchlist</c>; empty for discovery.</summary>
    public string Action { get; init; } = "";

    /// <summary><c>x-kubernetes-group-version-kind</c>.</summary>
    public GroupVersionKind? Kind { get; init; }

    /// <summary>All parameters, including those of the path.</summary>
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>The type of the body, or null without a body.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the body is required.</summary>
    public bool IsBodyRequired { get; init; }

    /// <summary>The media types of the body.</summary>
    public IReadOnlyList<string> Consumes { get; init; } = ["*/*"];

    /// <summary>The type of the answer; null for a string.</summary>
    public string? Answer { get; init; }

    /// <summary>The status codes of success.</summary>
    public IReadOnlyList<int> Codes { get; init; } = [200];

    /// <summary>The media types of the answer.</summary>
    public IReadOnlyList<string> Produces { get; init; } = MediaTypes.Objects;
}
