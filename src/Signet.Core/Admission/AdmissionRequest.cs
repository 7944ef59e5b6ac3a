using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Admission;

/// <summary>What an admission step looks at (apiserver, <c>pkg/admission</c> Attributes).</summary>
internal sealed record AdmissionRequest
{
    /// <summary>What is done to the object.</summary>
    public required AdmissionOperation Operation { get; init; }

    /// <summary>The resource that the request names, stored or not: <c>pods</c>, <c>bindings</c>.</summary>
    public required GroupResource Resource { get; init; }

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace, or empty for a cluster-scoped resource.</summary>
    public required string Namespace { get; init; }

    /// <summary>The object's name; empty when it is still to be generated.</summary>
    public required string Name { get; init; }

    /// <summary>Who does it.</summary>
    public required UserInfo User { get; init; }

    /// <summary>The object, which a step may change; null for a deletion.</summary>
    public ObjectDocument? Document { get; init; }

    /// <summary>The object as it is now, not to be changed; null for a creation.</summary>
    public ObjectDocument? Current { get; init; }

    /// <summary>The 403 of a step that refuses.</summary>
    public StatusError Refuse(string why) => StatusErrors.Forbidden(Resource, Name, why);
}
