namespace Signet.Server.Endpoints;

/// <summary>The endpoints of one path of a resource, by verb; other verbs are answered with 405.</summary>
/// <param name="Namespaced">Whether the path has a namespace.</param>
/// <param name="ByVerb">The endpoints.</param>
internal sealed record ResourceRoute(bool Namespaced, IReadOnlyDictionary<string, IEndpoint> ByVerb);
