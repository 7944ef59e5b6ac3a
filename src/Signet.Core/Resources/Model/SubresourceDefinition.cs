namespace Signet.Core.Resources.Model;

/// <summary>A part of an object with a path of its own: the body is the whole object, of which only that part counts.</summary>
/// <param name="Name">The last segment of its path: <c>status</c>.</param>
/// <param name="Verbs">What can be done, in the order of discovery.</param>
/// <param name="Rules">What a write there may change.</param>
internal sealed record SubresourceDefinition(string Name, IReadOnlyList<string> Verbs, UpdateRules Rules)
{
    /// <summary>What is observed, apart from what is wanted (<c>/status</c>).</summary>
    public static SubresourceDefinition Status { get; } = new("status", ["get", "patch", "update"], UpdateRules.Status);

    /// <summary>What still holds a namespace (<c>/finalize</c>).</summary>
    public static SubresourceDefinition Finalize { get; } = new("finalize", ["update"], UpdateRules.Finalize);
}
