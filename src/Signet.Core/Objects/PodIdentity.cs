namespace Signet.Core.Objects;

/// <summary>The fields of a Pod that its tokens depend on.</summary>
/// <param name="ServiceAccountName"><c>spec.serviceAccountName</c>, or empty (mirror pods).</param>
/// <param name="NodeName"><c>spec.nodeName</c>, or empty while the pod is not bound to a node.</param>
internal sealed record PodIdentity(string ServiceAccountName, string NodeName);
