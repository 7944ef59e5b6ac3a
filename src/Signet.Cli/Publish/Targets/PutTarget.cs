namespace Signet.Cli.Publish.Targets;

/// <summary>A URL beneath which documents are uploaded by PUT, each at its path.</summary>
/// <param name="root">The URL, without a query.</param>
/// <param name="uploader">Uploads.</param>
internal sealed class PutTarget(Uri root, Uploader uploader) : IPublicationTarget
{
    /// <inheritdoc/>
    public string Name => Uploader.NameOf(root);

    /// <inheritdoc/>
    public IReadOnlyList<PublishedDocument> Select(IReadOnlyList<PublishedDocument> documents) => documents;

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(PublishedDocument document, CancellationToken cancellationToken)
    {
        var path = string.Join('/', document.Segments.Select(Uri.EscapeDataString));
        return uploader.PutAsync(new Uri($"{root.AbsoluteUri.TrimEnd('/')}/{path}"), document, cancellationToken);
    }
}
