using Signet.Server.Http.Yaml;

namespace Signet.Server.Outbound;

/// <summary>A named entry of a kubeconfig.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The directory of its file; relative paths in the entry start from it.</param>
/// <param name="Item">The item of the list: <c>{name, context}</c>.</param>
internal sealed record KubeconfigEntry(string Name, string Folder, StrictNode Item)
{
    /// <summary>The value of the entry; null when it is missing.</summary>
    /// <exception cref="FormatException">It is not an object.</exception>
    public StrictNode? Node(string field) => Item.Node(field);
}
