namespace Signet.Server.Endpoints;

/// <summary>The endpoints of one path of a resource, by verb; a verb without one is not allowed.</summary>
/// <param name="Namespaced">Whether the path lies in a namespace.</param>
/// <param name="ByVerb">The endpoints.</param>
internal sealed record ResourceRoute(bool Namespaced, IReadOnlyDictionary<string, IEndpoint> ByVerb);
