namespace Signet.Cli.Publish.Targets;

/// <summary>
/// A file with the URL of each document, such as presigned ones: lines <c>PATH URL</c>. It is read for each publication, so that URLs that
/// expire can be replaced. Documents without a line are not published there.
/// </summary>
/// <param name="file">The path of the file.</param>
/// <param name="uploader">Uploads.</param>
internal sealed class UrlListTarget(string file, Uploader uploader) : IPublicationTarget
{
    private Dictionary<string, Uri> _urls = [];

    /// <inheritdoc/>
    public string Name => file;

    /// <inheritdoc/>
    public IReadOnlyList<PublishedDocument> Select(IReadOnlyList<PublishedDocument> documents)
    {
        _urls = Read();
        if (_urls.Keys.FirstOrDefault(path => !documents.Any(document => document.Path == path)) is { } unknown)
        {
            throw new PublicationException(
                $"{file}: the server has no document {unknown}; it has {string.Join(", ", documents.Select(document => document.Path))}", isTransient: false);
        }

        return documents.Any(document => document.IsKeySet && _urls.ContainsKey(document.Path))
            ? [.. documents.Where(document => _urls.ContainsKey(document.Path))]
            : throw new PublicationException($"{file} has no line for a JWKS; lines are like '/openid/v1/jwks https://…'", isTransient: false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(PublishedDocument document, CancellationToken cancellationToken) =>
        uploader.PutAsync(_urls[document.Path], document, cancellationToken);

    private Dictionary<string, Uri> Read()
    {
        var urls = new Dictionary<string, Uri>(StringComparer.Ordinal);
        var lines = SecretFile.ReadLines(file);
        for (var i = 0; i < lines.Count; i++)
        {
            var parts = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 || parts[0].StartsWith('#'))
            {
                continue;
            }

            // The line is not shown: a presigned URL is a credential.
            if (parts.Length != 2 || !Uri.TryCreate(parts[1], UriKind.Absolute, out var url) || !PutAddress.IsAllowed(url) || !urls.TryAdd(parts[0], url))
            {
                throw new PublicationException($"{file}: line {i + 1} is not PATH URL with an https:// or http:// URL, each path once", isTransient: false);
            }
        }

        return urls;
    }
}
