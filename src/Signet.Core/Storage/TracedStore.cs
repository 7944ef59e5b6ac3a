using Signet.Core.Tracing;

namespace Signet.Core.Storage;

/// <summary>Makes a span of each commit of a request that is recorded.</summary>
internal sealed class TracedStore(IObjectStore inner) : DelegatingStore(inner, isOwner: false)
{
    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        Spans.IsRecording ? CommitTracedAsync(commit, cancellationToken) : Inner.CommitAsync(commit, cancellationToken);

    private async ValueTask<CommitResult> CommitTracedAsync(Commit commit, CancellationToken cancellationToken)
    {
        using var span = Spans.Start("store commit");
        try
        {
            var result = await Inner.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            span?.SetTag("signet.store.result", result is CommitResult.Success ? "success" : "conflict");
            return result;
        }
        catch (Exception exception)
        {
            Spans.Fail(span, exception.GetType().Name);
            throw;
        }
    }
}
