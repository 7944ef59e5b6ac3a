namespace Signet.Core.Objects;

/// <summary>What of a Pod its identity rests on.</summary>
/// <param name="ServiceAccountName"><c>spec.serviceAccountName</c>, or empty (mirror pods).</param>
/// <param name="NodeName"><c>spec.nodeName</c>, or empty while it is not bound to a node.</param>
internal sealed record PodIdentity(string ServiceAccountName, string NodeName);
