using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Admission;

/// <summary>The input of admission steps (apiserver, <c>pkg/admission</c> Attributes).</summary>
internal sealed record AdmissionRequest
{
    public required AdmissionOperation Operation { get; init; }

    /// <summary>The resource of the request, which need not be a stored one: <c>pods</c>, <c>bindings</c>.</summary>
    public required GroupResource Resource { get; init; }

    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace, or empty for a cluster-scoped resource.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name of the object; empty if it is to be generated.</summary>
    public required string Name { get; init; }

    /// <summary>The user of the request.</summary>
    public required UserInfo User { get; init; }

    /// <summary>The new object, which steps may change; null for a deletion.</summary>
    public ObjectDocument? Document { get; init; }

    /// <summary>The current object, which steps must not change; null for a creation.</summary>
    public ObjectDocument? Current { get; init; }

    /// <summary>The 403 of a step that refuses.</summary>
    public StatusError Refuse(string why) => StatusErrors.Forbidden(Resource, Name, why);
}
