using System.Security.Cryptography;
using System.Text;

namespace Signet.Server.Files;

/// <summary>
/// The contents of files at one time. Each file is read once, and its content is part of <see cref="Digest"/>; so are files that the content
/// of another file names, so that those are followed, too.
/// </summary>
internal sealed class FileContents
{
    /// <summary>The maximum size of a file in bytes, which protects memory from a wrong path.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private readonly IReadOnlyList<SettingFile> _files;
    private readonly Dictionary<string, (byte[]? Content, UnusableFileException? Fault)> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileStamp> _stamps = new(StringComparer.Ordinal);
    private readonly StringBuilder _hashes = new();
    private readonly SortedDictionary<string, string> _exposed = new(StringComparer.Ordinal);

    /// <summary>Reads the files that settings name.</summary>
    /// <param name="files">The files, at least one.</param>
    /// <param name="isStart">Whether this is the start of the server.</param>
    public FileContents(IReadOnlyList<SettingFile> files, bool isStart)
    {
        (_files, IsStart) = (files, isStart);
        foreach (var file in files)
        {
            ReadOnce(file);
        }
    }

    /// <summary>Whether this is the start of the server, when no earlier contents are in force.</summary>
    public bool IsStart { get; }

    /// <summary>Whether a secret that others can read is a fault of its file, as at the start of a server.</summary>
    public bool RefusesExposedSecrets { get; init; }

    /// <summary>The secrets that others can read, each with its file and what mends it.</summary>
    public IReadOnlyCollection<string> Exposed => _exposed.Values;

    /// <summary>The stamps of the files immediately before they were read.</summary>
    public IReadOnlyDictionary<string, FileStamp> Stamps => _stamps;

    /// <summary>Equal for equal contents of the same files; does not reveal the contents.</summary>
    public string Digest => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_hashes.ToString())));

    /// <summary>The content of the first file.</summary>
    /// <exception cref="UnusableFileException">It cannot be read, or is empty although an earlier content is in force.</exception>
    public byte[] Read() => Read(_files[0]);

    /// <summary>The content of a file.</summary>
    /// <exception cref="UnusableFileException">It cannot be read, or is empty although an earlier content is in force.</exception>
    public byte[] Read(SettingFile file)
    {
        var (content, fault) = ReadOnce(file);
        if (fault is not null)
        {
            throw fault;
        }

        if (SecretFile.HasPrivateKey(content))
        {
            RequireSecrecy(file);
        }

        return content!;
    }

    /// <summary>The content of the first file, which is secret.</summary>
    /// <exception cref="UnusableFileException">As of <see cref="Read()"/>; or others can read it, where that is refused.</exception>
    public byte[] ReadSecret() => ReadSecret(_files[0]);

    /// <summary>The content of a file, which is secret. Private keys are recognized without this.</summary>
    /// <exception cref="UnusableFileException">As of <see cref="Read()"/>; or others can read it, where that is refused.</exception>
    public byte[] ReadSecret(SettingFile file)
    {
        var content = Read(file);
        RequireSecrecy(file);
        return content;
    }

    /// <summary>
    /// The content of the first file, which has credentials that a start takes although others can read them, as kube-apiserver does. It is reported.
    /// </summary>
    /// <exception cref="UnusableFileException">As of <see cref="Read()"/>.</exception>
    public byte[] ReadCredentials()
    {
        var content = Read();
        if (SecretFile.FaultOf(_files[0].Path) is { } fault)
        {
            NoteExposed(_files[0], fault);
        }

        return content;
    }

    /// <summary>Checks that others cannot read a file, because its content was found to be secret.</summary>
    /// <exception cref="UnusableFileException">Others can read it, and <see cref="RefusesExposedSecrets"/>.</exception>
    public void RequireSecrecy(string path) => RequireSecrecy(_files[0] with { Path = path });

    /// <summary>The content of a file that the first one names.</summary>
    /// <exception cref="UnusableFileException">It cannot be read, or is empty although an earlier content is in force.</exception>
    public byte[] Read(string path) => Read(_files[0] with { Path = path });

    /// <summary>The content as text, in the encoding of the byte order mark, else UTF-8.</summary>
    public static string TextOf(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private void RequireSecrecy(SettingFile file)
    {
        if (SecretFile.FaultOf(file.Path) is not { } fault)
        {
            return;
        }

        if (RefusesExposedSecrets)
        {
            throw UnusableFileException.Exposed(file, fault);
        }

        NoteExposed(file, fault);
    }

    private void NoteExposed(SettingFile file, string fault) => _exposed[file.Path] = $"--{file.Setting}: {file.Path} {fault}";

    private (byte[]? Content, UnusableFileException? Fault) ReadOnce(SettingFile file)
    {
        if (_read.TryGetValue(file.Path, out var known))
        {
            return known;
        }

        var stamp = FileStamp.Of(file.Path);
        _stamps[file.Path] = stamp;
        var read = TryRead(file, stamp);
        _read[file.Path] = read;
        var hash = read.Content is { } content ? Convert.ToHexString(SHA256.HashData(content)) : read.Fault!.Message;
        _hashes.Append(file.Path).Append('\0').Append(hash).Append('\0');
        return read;
    }

    private (byte[]? Content, UnusableFileException? Fault) TryRead(SettingFile file, FileStamp stamp)
    {
        if (!IsStart && stamp is { IsRegular: false, Size: >= 0 })
        {
            // Reading a pipe would block until its writer closes it.
            return (null, new UnusableFileException(file, "is not a regular file"));
        }

        if (stamp.Size > MaxBytes)
        {
            return (null, new UnusableFileException(file, $"has {stamp.Size} bytes; at most {MaxBytes} are allowed"));
        }

        try
        {
            var content = File.ReadAllBytes(file.Path);
            // An empty file that the server started with is in force, so it stays acceptable.
            return (content, content.Length == 0 && !IsStart ? new UnusableFileException(file, "is empty") : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new UnusableFileException(file, $"cannot be read: {exception.Message}", exception));
        }
    }
}
