namespace Signet.Core.Resources.Model;

/// <summary>The part of an object that an update writes. It selects the rules of the update (<see cref="ResourceDefinition.RulesOf(UpdateScope)"/>).</summary>
internal sealed record UpdateScope
{
    private UpdateScope(string subresource) => Subresource = subresource;

    /// <summary>The whole object, written by a client.</summary>
    public static UpdateScope Whole { get; } = new("");

    /// <summary>The whole object, written by the server itself, which derives the new state from the current one: no rule of the kind applies.</summary>
    public static UpdateScope System { get; } = new("") { IsSystem = true };

    /// <summary>The subresource; empty for the whole object.</summary>
    public string Subresource { get; }

    /// <summary>Whether the server itself writes.</summary>
    public bool IsSystem { get; private init; }

    /// <summary>A subresource, written by a client.</summary>
    public static UpdateScope Of(SubresourceDefinition subresource) => new(subresource.Name);
}
