using Signet.Core.Resources.Selectors;

namespace Signet.Core.Access;

/// <summary>The attributes of a request that authorization depends on (apiserver, <c>pkg/authorization/authorizer</c> Attributes).</summary>
internal readonly record struct RequestAttributes
{
    /// <summary>The user of the request.</summary>
    public required UserInfo User { get; init; }

    /// <summary>
    /// <c>get list watch create update patch delete deletecollection</c>; for a path the HTTP method in lower case; empty for an unknown method on a
    /// resource.
    /// </summary>
    public required string Verb { get; init; }

    /// <summary>Whether the request is for a resource; otherwise only <see cref="Path"/> matters.</summary>
    public required bool IsResourceRequest { get; init; }

    /// <summary>The decoded path, without the query.</summary>
    public string Path { get; init; }

    /// <summary>The API group, empty for the core group.</summary>
    public string ApiGroup { get; init; }

    /// <summary>The API version.</summary>
    public string ApiVersion { get; init; }

    /// <summary>The plural of the resource.</summary>
    public string Resource { get; init; }

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; }

    /// <summary>The namespace, or empty for the cluster scope and for all namespaces.</summary>
    public string Namespace { get; init; }

    /// <summary>The name of the object, or empty.</summary>
    public string Name { get; init; }

    /// <summary>The field selector of a list, watch or deletecollection; null if there is none or it cannot be parsed.</summary>
    public FieldSelector? FieldSelector { get; init; }

    /// <summary>The label selector, as above.</summary>
    public LabelSelector? LabelSelector { get; init; }
}
