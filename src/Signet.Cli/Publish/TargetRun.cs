using System.Globalization;
using Signet.Cli.Publish.Targets;
using Signet.Server.Background;

namespace Signet.Cli.Publish;

/// <summary>
/// Publishes documents to one target, in their order. When one fails, those after it are not tried: a discovery document never precedes its JWKS.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="delays">The delays after failures that may pass.</param>
/// <param name="time">The clock.</param>
internal sealed class TargetRun(IPublicationTarget target, Backoff delays, TimeProvider time)
{
    private const int MaxAttempts = 5;

    /// <summary>The target.</summary>
    public IPublicationTarget Target => target;

    /// <summary>Publishes the documents.</summary>
    /// <returns>The paths that were written; the others were there already.</returns>
    /// <exception cref="PublicationException">One was not published.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<PublishedDocument> documents, CancellationToken cancellationToken)
    {
        var written = new List<string>();
        foreach (var document in target.Select(documents))
        {
            if (await WriteAsync(document, cancellationToken).ConfigureAwait(false))
            {
                written.Add(document.Path);
            }
        }

        return written;
    }

    private async Task<bool> WriteAsync(PublishedDocument document, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await target.WriteAsync(document, cancellationToken).ConfigureAwait(false);
            }
            catch (PublicationException exception) when (exception.IsTransient && failures < MaxAttempts)
            {
                await Task.Delay(delays.DelayAfter(failures), time, cancellationToken).ConfigureAwait(false);
            }
            catch (PublicationException exception) when (exception.IsTransient)
            {
                throw new PublicationException(
                    string.Create(CultureInfo.InvariantCulture, $"{exception.Message} ({failures} attempts)"), isTransient: true, exception);
            }
        }
    }
}
