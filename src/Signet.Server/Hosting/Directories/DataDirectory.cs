using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>
/// The small files that a server keeps from start to start: keys, certificates, the kubeconfig, the issuers. On disk with the store beside them, or
/// in memory for a server that keeps nothing.
/// </summary>
internal abstract class DataDirectory : IDisposable
{
    /// <summary>The name of the store's file.</summary>
    public const string StoreName = "store.db";

    /// <summary>The name of the file of the key that signs tokens.</summary>
    public const string SigningKeyName = "service-account.key";

    /// <summary>The name of the administrator's kubeconfig.</summary>
    public const string KubeconfigName = "admin.kubeconfig";

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);

    /// <summary>Whether this start made it.</summary>
    public bool IsNew { get; protected set; }

    /// <summary>The files that this start made.</summary>
    public IReadOnlyCollection<string> Created => CopyOf(_made);

    /// <summary>The files that were there and that this start wrote anew.</summary>
    public IReadOnlyCollection<string> Replaced => CopyOf(_replaced);

    /// <summary>The directory, absolute; null in memory.</summary>
    public abstract string? Path { get; }

    /// <summary>The store.</summary>
    public string StorePath => File(StoreName);

    /// <summary>Remembers how far the store has come.</summary>
    public string StoreMarkPath => File("last-revision");

    /// <summary>The key that signs tokens.</summary>
    public string SigningKeyPath => File(SigningKeyName);

    /// <summary>The administrator's kubeconfig.</summary>
    public string KubeconfigPath => File(KubeconfigName);

    /// <summary>Opens a directory on disk, or makes it, and locks it until it is disposed: nothing is read or written before the lock is taken.</summary>
    /// <exception cref="StartupException">It cannot be used, or belongs to a newer version or to something else.</exception>
    public static DataDirectory Open(string path) => DiskDirectory.Open(path);

    /// <summary>A new one in memory.</summary>
    public static DataDirectory InMemory() => new MemoryDirectory();

    /// <summary>The path of a file in it; in memory only a name for messages.</summary>
    public abstract string File(string name);

    /// <summary>The text of a file, or null when it does not exist.</summary>
    /// <exception cref="StartupException">It cannot be read.</exception>
    public abstract string? Read(string name);

    /// <summary>Notes that a file that this directory does not write itself is about to be made, if it is not there.</summary>
    public void TrackCreation(string name)
    {
        if (!Exists(name))
        {
            _made.Add(name);
        }
    }

    /// <summary>Writes a file that only its owner may read; it is there completely, or as it was before.</summary>
    /// <exception cref="StartupException">It cannot be written.</exception>
    public void Write(string name, string text)
    {
        var written = Exists(name) ? _replaced : _made;
        WriteAtomically(name, text);

        // Files are also written while the server runs.
        lock (_made)
        {
            written.Add(name);
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether a file is there.</summary>
    protected abstract bool Exists(string name);

    /// <summary>Writes a file completely or not at all.</summary>
    protected abstract void WriteAtomically(string name, string text);

    private string[] CopyOf(HashSet<string> names)
    {
        lock (_made)
        {
            return [.. names];
        }
    }
}
