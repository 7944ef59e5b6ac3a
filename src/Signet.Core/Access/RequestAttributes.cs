using Signet.Core.Resources.Selectors;

namespace Signet.Core.Access;

/// <summary>What is to be authorized: who wants to do what (apiserver, <c>pkg/authorization/authorizer</c> Attributes).</summary>
internal readonly record struct RequestAttributes
{
    /// <summary>Who.</summary>
    public required UserInfo User { get; init; }

    /// <summary><c>get list watch create update patch delete deletecollection</c>; for a path the method in lower case; empty for an unknown method on a resource.</summary>
    public required string Verb { get; init; }

    /// <summary>Whether it is about a resource; otherwise only <see cref="Path"/> counts.</summary>
    public required bool IsResourceRequest { get; init; }

    /// <summary>The path as decoded, without the query.</summary>
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

    /// <summary>The object's name, or empty.</summary>
    public string Name { get; init; }

    /// <summary>What of the objects' fields a list, watch or deletecollection is limited to; null for nothing, and when the selector cannot be read.</summary>
    public FieldSelector? FieldSelector { get; init; }

    /// <summary>The same of their labels.</summary>
    public LabelSelector? LabelSelector { get; init; }
}
