using Signet.Server.Http.Yaml;

namespace Signet.Server.Outbound;

/// <summary>
/// Kubeconfigs, merged as client-go merges those of <c>$KUBECONFIG</c> (<c>tools/clientcmd</c>): the first entry of a name is used as a whole, and the
/// first current context that is set.
/// </summary>
internal sealed class Kubeconfig
{
    private readonly Dictionary<string, List<KubeconfigEntry>> _lists = new(StringComparer.Ordinal) { ["contexts"] = [], ["clusters"] = [], ["users"] = [] };

    /// <summary>The current context; empty when none is set.</summary>
    public string CurrentContext { get; private set; } = "";

    /// <summary>The contexts, in the order of their first definitions.</summary>
    public IReadOnlyList<KubeconfigEntry> Contexts => _lists["contexts"];

    /// <summary>Adds a file. What is known from earlier files stays.</summary>
    /// <param name="path">Its path; relative paths in it start from its directory.</param>
    /// <param name="content">Its content; an empty one has no entries.</param>
    /// <exception cref="FormatException">It is not a kubeconfig; the message names the field.</exception>
    public void Add(string path, ReadOnlySpan<byte> content)
    {
        if (content.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return;
        }

        var root = StrictNode.Parse(content);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (CurrentContext.Length == 0)
        {
            CurrentContext = root.String("current-context");
        }

        foreach (var (list, entries) in _lists)
        {
            foreach (var node in root.Nodes(list))
            {
                var name = node.String("name");
                if (!entries.Exists(entry => entry.Name == name))
                {
                    entries.Add(new KubeconfigEntry(name, folder, node));
                }
            }
        }
    }

    /// <summary>Finds a context.</summary>
    /// <exception cref="FormatException">There is none of the name, or it is empty.</exception>
    public StrictNode Context(string name) => Named("contexts", name).Node("context") ?? throw new FormatException($"contexts: the context \"{name}\" is empty");

    /// <summary>Finds a cluster by its name; null when there is none, or it is empty.</summary>
    public StrictNode? FindCluster(string name) => _lists["clusters"].Find(entry => entry.Name == name)?.Node("cluster");

    /// <summary>The cluster of a context, with its directory.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public (StrictNode Cluster, string Folder) ClusterOf(StrictNode context)
    {
        var entry = Named("clusters", context.String("cluster"));
        return (entry.Node("cluster") ?? throw context.Fault("cluster", "is empty"), entry.Folder);
    }

    /// <summary>The user of a context, with its directory; null when the context names none or the user is empty.</summary>
    /// <exception cref="FormatException">The context names one that does not exist.</exception>
    public (StrictNode User, string Folder)? UserOf(StrictNode context)
    {
        var name = context.String("user");
        if (name.Length == 0)
        {
            return null;
        }

        var entry = Named("users", name);
        return entry.Node("user") is { } user ? (user, entry.Folder) : null;
    }

    private KubeconfigEntry Named(string list, string name) =>
        _lists[list].Find(entry => entry.Name == name) ?? throw new FormatException($"{list}: there is no entry with the name \"{name}\"");
}
