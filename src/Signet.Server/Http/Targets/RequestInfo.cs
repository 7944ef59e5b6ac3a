using Signet.Core.Resources.Selectors;

namespace Signet.Server.Http.Targets;

/// <summary>
/// Verb, resource, namespace and name of a request, from its method and target (apiserver, <c>pkg/endpoints/request/requestinfo.go</c>). Authorization, audit,
/// metrics and dispatch use this one value.
/// </summary>
internal sealed record RequestInfo
{
    /// <summary>The decoded path, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// <c>create get list watch update patch delete deletecollection</c>, or empty for an unknown method; for a non-resource request the
    /// method in lower case.
    /// </summary>
    public required string Verb { get; init; }

    /// <summary>Whether the path names a resource; if not, only path and verb are set.</summary>
    public bool IsResourceRequest { get; init; }

    /// <summary><c>api</c> or <c>apis</c>, or empty.</summary>
    public string ApiPrefix { get; init; } = "";

    /// <summary>The API group; empty for the core group.</summary>
    public string ApiGroup { get; init; } = "";

    /// <summary>The version.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>The namespace; for a Namespace its own name.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The plural of the resource.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The name of the object, or empty: <see cref="NameInPath"/>, or the one that a list's or watch's field selector asks for.</summary>
    public string Name { get; init; } = "";

    /// <summary>The name of the object that the path holds, or empty.</summary>
    public string NameInPath { get; init; } = "";

    /// <summary>The field selector of a list, watch or deletecollection; null when there is none, or when it cannot be parsed.</summary>
    public FieldSelector? FieldSelector { get; init; }

    /// <summary>The label selector, likewise.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Whether it has no time limit (apiserver, <c>BasicLongRunningRequestCheck</c>): watches, and streams of a kubelet.</summary>
    public bool IsLongRunning => Verb == "watch" || (IsResourceRequest && Subresource is "attach" or "exec" or "log" or "portforward" or "proxy");

    /// <summary>The class of the path.</summary>
    public PathClass PathClass => IsResourceRequest ? PathClass.Resource : PathClasses.Of(Path);
}
