using System.Globalization;
using System.Text;
using Signet.Core.Primitives;

namespace Signet.Storage.Sqlite;

/// <summary>
/// A small file that has the state and the revision of a store, to distinguish a store that was deleted, emptied or replaced from a new one. One line,
/// shorter than a sector, and written in place, so that it can be written on a full disk.
/// </summary>
internal sealed class StoreMarkFile : IDisposable
{
    private const int LineLength = 96;
    private readonly FileStream? _file;

    private StoreMarkFile(FileStream? file, StoreMark? last) => (_file, Last) = (file, last);

    /// <summary>The content of the file when it was opened; null if there was none.</summary>
    public StoreMark? Last { get; }

    /// <summary>Opens or creates the file; without a path nothing is stored.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static StoreMarkFile Open(string? path)
    {
        if (path is null)
        {
            return new StoreMarkFile(null, null);
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        try
        {
            Span<byte> line = stackalloc byte[LineLength];
            return new StoreMarkFile(file, Parse(Encoding.ASCII.GetString(line[..file.ReadAtLeast(line, LineLength, throwOnEndOfStream: false)])));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The content of the file, which is not created; null if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StoreMark? Peek(string? path) => File.Exists(path) ? Parse(File.ReadAllText(path, Encoding.ASCII)) : null;

    /// <summary>Replaces the content durably.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(StoreMark mark)
    {
        if (_file is null)
        {
            return;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"{mark.State} {mark.Revision.Value} {mark.Size} {mark.Modified}");
        _file.Position = 0;
        _file.Write(Encoding.ASCII.GetBytes(line.PadRight(LineLength - 1) + "\n"));
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>An empty file, from an interrupted creation, means no mark. Malformed content does not prevent a start, but requires a check.</summary>
    private static StoreMark? Parse(string line)
    {
        var fields = line.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0)
        {
            return null;
        }

        return fields.Length == 4 && Enum.TryParse(fields[0], out StoreMarkState state) && TryParse(fields[1], out var revision) &&
            TryParse(fields[2], out var size) && TryParse(fields[3], out var modified)
            ? new StoreMark(state, new Revision(revision), size, modified)
            : new StoreMark(StoreMarkState.Closing, Revision.Zero, 0, 0);
    }

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
