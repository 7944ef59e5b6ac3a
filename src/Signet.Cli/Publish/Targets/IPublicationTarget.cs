namespace Signet.Cli.Publish.Targets;

/// <summary>Where documents are published.</summary>
internal interface IPublicationTarget
{
    /// <summary>The target in messages, without credentials.</summary>
    string Name { get; }

    /// <summary>The documents that the target takes, in their order.</summary>
    /// <exception cref="PublicationException">The target needs a document that there is not.</exception>
    IReadOnlyList<PublishedDocument> Select(IReadOnlyList<PublishedDocument> documents);

    /// <summary>Publishes a document; readers get the former or the new one, never a part.</summary>
    /// <returns>Whether it was written; false when the target has it already.</returns>
    /// <exception cref="PublicationException">It was not published.</exception>
    ValueTask<bool> WriteAsync(PublishedDocument document, CancellationToken cancellationToken);
}
