using System.Collections.Concurrent;

namespace Signet.Server.Hosting.Directories;

/// <summary>A data directory in memory: empty at each start, discarded at the end.</summary>
internal sealed class MemoryDirectory : DataDirectory
{
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);

    public MemoryDirectory() => IsNew = true;

    /// <inheritdoc/>
    public override string? Path => null;

    /// <inheritdoc/>
    public override string File(string name) => $"memory:{name}";

    /// <inheritdoc/>
    public override string? Read(string name) => _files.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override void RaiseFormat()
    {
    }

    /// <inheritdoc/>
    public override void Delete(string name) => _files.TryRemove(name, out _);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // There is no lock to release.
    }

    /// <inheritdoc/>
    protected override bool Exists(string name) => _files.ContainsKey(name);

    /// <inheritdoc/>
    protected override void WriteAtomically(string name, string text) => _files[name] = text;
}
