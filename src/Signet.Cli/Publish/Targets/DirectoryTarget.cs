using Signet.Core.Storage;

namespace Signet.Cli.Publish.Targets;

/// <summary>
/// A directory that a web server serves. A document is written to a temporary file beside it, flushed to the disk, and renamed; then the directory is flushed.
/// Nothing else in the directory is touched, and a document that has not changed is not written.
/// </summary>
/// <param name="root">The path of the directory; it has to exist.</param>
internal sealed class DirectoryTarget(string root) : IPublicationTarget
{
    private const UnixFileMode FileMode644 =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <inheritdoc/>
    public string Name => root;

    /// <inheritdoc/>
    public IReadOnlyList<PublishedDocument> Select(IReadOnlyList<PublishedDocument> documents) => documents;

    /// <inheritdoc/>
    public async ValueTask<bool> WriteAsync(PublishedDocument document, CancellationToken cancellationToken)
    {
        var path = Path.Combine([root, .. document.Segments]);
        try
        {
            if (await HasAsync(path, document.Content, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            if (!Directory.Exists(root))
            {
                throw new PublicationException($"{root} is not a directory", isTransient: false);
            }

            var folder = MakeFolders(document);
            await ReplaceAsync(path, Path.Combine(folder, $".{document.Segments[^1]}.signet-publish"), document.Content, cancellationToken).ConfigureAwait(false);
            DirectorySync.Flush(folder);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PublicationException($"{path} cannot be written: {exception.Message}", isTransient: exception is not UnauthorizedAccessException, exception);
        }
    }

    private static async ValueTask<bool> HasAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == content.Length &&
            (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(content);
    }

    /// <summary>Makes the directories beneath the root that are missing, and flushes those that got an entry.</summary>
    private string MakeFolders(PublishedDocument document)
    {
        var folder = root;
        foreach (var segment in document.Segments.SkipLast(1))
        {
            var parent = folder;
            folder = Path.Combine(folder, segment);
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                DirectorySync.Flush(parent);
            }
        }

        return folder;
    }

    /// <summary>Another publisher of the same document has the temporary file locked; one that was killed leaves it, and it is used again.</summary>
    private static async ValueTask ReplaceAsync(string path, string temporary, byte[] content, CancellationToken cancellationToken)
    {
        var isMine = false;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            var stream = new FileStream(temporary, options);
            await using (stream.ConfigureAwait(false))
            {
                isMine = true;
                if (!OperatingSystem.IsWindows())
                {
                    // The documents are public, and a web server of another user reads them, whatever the umask is.
                    File.SetUnixFileMode(stream.SafeFileHandle, FileMode644);
                }

                stream.SetLength(0);
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (isMine && exception is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            File.Delete(temporary);
            throw;
        }
    }
}
