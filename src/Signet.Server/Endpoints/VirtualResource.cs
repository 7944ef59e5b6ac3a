namespace Signet.Server.Endpoints;

/// <summary>A resource that discovery lists beside the stored ones: reviews and subresources.</summary>
/// <param name="Group">The API group that it is listed in.</param>
/// <param name="Name">The name in paths: <c>serviceaccounts/token</c>.</param>
/// <param name="Singular">The name of one, or empty.</param>
/// <param name="Namespaced">Whether it lives in namespaces.</param>
/// <param name="Kind">The kind.</param>
/// <param name="KindGroup">The kind's own group when it is another than the list's, else empty.</param>
/// <param name="Verbs">What can be done.</param>
public sealed record VirtualResource(
    string Group, string Name, string Singular, bool Namespaced, string Kind, string KindGroup, IReadOnlyList<string> Verbs);
