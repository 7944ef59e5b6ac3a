using Signet.Core.Resources.Model.Strategies;

namespace Signet.Core.Resources.Model;

/// <summary>
/// A part of an object with a path of its own. A write sends the whole object; the rules of the subresource say which fields count. A kind
/// with rules of its own sets <see cref="Rules"/>.
/// </summary>
/// <param name="Name">The last segment of its path: <c>status</c>.</param>
/// <param name="Verbs">The verbs that are served, in the order of discovery.</param>
/// <param name="Rules">The rules of an update.</param>
internal sealed record SubresourceDefinition(string Name, IReadOnlyList<string> Verbs, UpdateRules Rules)
{
    /// <summary><c>/status</c>, the observed state.</summary>
    public static SubresourceDefinition Status { get; } = new("status", ["get", "patch", "update"], UpdateRules.Status);

    /// <summary><c>/finalize</c>, the finalizers of a namespace.</summary>
    public static SubresourceDefinition Finalize { get; } = new("finalize", ["update"], UpdateRules.Finalize);
}
