using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>
/// The files that a server keeps between starts besides the store: keys, certificates, the kubeconfig and the issuers. On disk, or in memory for a
/// server without <c>--data-dir</c>.
/// </summary>
internal abstract class DataDirectory : IDisposable
{
    /// <summary>The file name of the store.</summary>
    public const string StoreName = "store.db";

    /// <summary>The file name of the token signing key.</summary>
    public const string SigningKeyName = "service-account.key";

    /// <summary>The file name of the key-encryption key.</summary>
    public const string KeyEncryptionKeyName = "key-encryption.key";

    /// <summary>The file name of the administrator's kubeconfig.</summary>
    public const string KubeconfigName = "admin.kubeconfig";

    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);

    /// <summary>Whether this start created the directory.</summary>
    public bool IsNew { get; protected set; }

    /// <summary>The files that this start created.</summary>
    public IReadOnlyCollection<string> Created => CopyOf(_created);

    /// <summary>The existing files that this start wrote again.</summary>
    public IReadOnlyCollection<string> Replaced => CopyOf(_replaced);

    /// <summary>The absolute path of the directory; null in memory.</summary>
    public abstract string? Path { get; }

    /// <summary>The path of the store.</summary>
    public string StorePath => File(StoreName);

    /// <summary>Whether the directory has a store.</summary>
    public bool HasStore => Exists(StoreName);

    /// <summary>The path of the file with the last revision of the store.</summary>
    public string StoreMarkPath => File("last-revision");

    /// <summary>The path of the token signing key.</summary>
    public string SigningKeyPath => File(SigningKeyName);

    /// <summary>The path of the administrator's kubeconfig.</summary>
    public string KubeconfigPath => File(KubeconfigName);

    /// <summary>Opens or creates a directory on disk, and locks it until it is disposed. Nothing is read or written before the lock is held.</summary>
    /// <exception cref="StartupException">The directory cannot be used, has a newer format, or is not a data directory.</exception>
    public static DataDirectory Open(string path) => DiskDirectory.Open(path);

    /// <summary>Creates an empty directory in memory.</summary>
    public static DataDirectory InMemory() => new MemoryDirectory();

    /// <summary>The path of a file; in memory a name for messages only.</summary>
    public abstract string File(string name);

    /// <summary>The content of a file; null when it does not exist.</summary>
    /// <exception cref="StartupException">The file cannot be read.</exception>
    public abstract string? Read(string name);

    /// <summary>Reports a file as created, if it does not exist yet and other code is about to create it.</summary>
    public void TrackCreation(string name)
    {
        if (!Exists(name))
        {
            _created.Add(name);
        }
    }

    /// <summary>Writes a file, readable by its owner only. The file is replaced atomically.</summary>
    /// <exception cref="StartupException">The file cannot be written.</exception>
    public void Write(string name, string text)
    {
        var written = Exists(name) ? _replaced : _created;
        WriteAtomically(name, text);

        // Files are written while the server runs, too.
        lock (_created)
        {
            written.Add(name);
        }
    }

    /// <summary>Raises the format to the one of managed keys, so that a version without them does not make a signing key of its own.</summary>
    /// <exception cref="StartupException">The format cannot be written.</exception>
    public abstract void RaiseFormat();

    /// <summary>Deletes a file. Nothing happens when it does not exist.</summary>
    /// <exception cref="StartupException">The file cannot be deleted.</exception>
    public abstract void Delete(string name);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Whether a file exists.</summary>
    protected abstract bool Exists(string name);

    /// <summary>Writes a file atomically.</summary>
    protected abstract void WriteAtomically(string name, string text);

    private string[] CopyOf(HashSet<string> names)
    {
        lock (_created)
        {
            return [.. names];
        }
    }
}
