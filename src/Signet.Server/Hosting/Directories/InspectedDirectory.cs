using Signet.Server.Files;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>
/// A data directory that is only read, without its lock: it may be that of a running server. What is written or deleted is so in memory only, so that
/// the steps of a start can run with it.
/// </summary>
internal sealed class InspectedDirectory : DataDirectory
{
    /// <summary>The changed files; null is a deleted one.</summary>
    private readonly Dictionary<string, string?> _changed = new(StringComparer.Ordinal);

    private InspectedDirectory(string path) => Path = path;

    /// <inheritdoc/>
    public override string Path { get; }

    /// <summary>The process that has the directory locked: its id, 0 when it is not known, null when there is none.</summary>
    public int? UsedBy => FileLocks.HolderOf(File(DirectoryRules.LockName));

    /// <summary>Examines a directory as a start does.</summary>
    /// <param name="path">The path; the directory need not exist.</param>
    /// <param name="faults">Gets what keeps a server from using the directory.</param>
    public static InspectedDirectory Open(string path, ICollection<StartupException> faults)
    {
        var directory = new InspectedDirectory(System.IO.Path.GetFullPath(path));
        try
        {
            DirectoryRules.RefuseFile(directory.Path);
            directory.IsNew = !Directory.Exists(directory.Path) || !DirectoryRules.IsVersionKnown(directory.Path);
            directory.RequireWritable();
            foreach (var exposed in directory.IsNew ? [] : DirectoryRules.ExposedSecrets(directory.Path))
            {
                faults.Add(new StartupException(exposed));
            }
        }
        catch (StartupException exception)
        {
            faults.Add(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(DirectoryRules.Unusable(directory.Path, exception));
        }

        return directory;
    }

    /// <inheritdoc/>
    public override string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public override string? Read(string name) => _changed.TryGetValue(name, out var text) ? text : DirectoryRules.Read(Path, name);

    /// <inheritdoc/>
    public override void RaiseFormat() => Write(DirectoryRules.VersionName, $"{DirectoryRules.Format}\n");

    /// <inheritdoc/>
    public override void Delete(string name) => _changed[name] = null;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // There is no lock to release.
    }

    /// <inheritdoc/>
    protected override bool Exists(string name) => _changed.TryGetValue(name, out var text) ? text is not null : System.IO.Path.Exists(File(name));

    /// <inheritdoc/>
    protected override void WriteAtomically(string name, string text) => _changed[name] = text;

    /// <exception cref="UnauthorizedAccessException">The server cannot write there. The message is that of .NET.</exception>
    private void RequireWritable()
    {
        var (tested, blamed) = (Path, Path);
        while (!Directory.Exists(tested) && System.IO.Path.GetDirectoryName(tested) is { } parent)
        {
            tested = parent;
        }

        if (tested == Path)
        {
            (tested, blamed) = (System.IO.Path.Exists(File(DirectoryRules.LockName)) ? File(DirectoryRules.LockName) : Path, File(DirectoryRules.LockName));
        }

        if (FileAccessCheck.WriteFaultOf(tested) is not null)
        {
            throw new UnauthorizedAccessException($"Access to the path '{blamed}' is denied.");
        }
    }
}
