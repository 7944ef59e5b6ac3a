namespace Signet.Core.Storage;

/// <summary>
/// The time for which a replica may issue tokens from a cache that was at the newest revision of a shared store. What ends tokens (the deletion of an account
/// or a bound object, the revocation of a key, the refusal of an issuer) is answered after the window of every replica is over, so that no replica issues a
/// token for what another one has answered to be gone (docs/decisions/0016-one-notion-of-freshness.md).
/// </summary>
/// <param name="isShared">Whether other processes use the store.</param>
/// <param name="time">The clock.</param>
internal sealed class IssuingWindow(bool isShared, TimeProvider time)
{
    /// <summary>For the clocks of two machines, which do not run at exactly the same rate.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The length. All replicas have the same one, so it is no setting; a later version may only make it shorter. Measured: shorter ones cost more
    /// confirmations than 5 % of the rate of issuing (decision 34).
    /// </summary>
    public static TimeSpan Length { get; } = TimeSpan.FromMilliseconds(75);

    /// <summary>
    /// Completes when no replica can issue from a state before this call; at once when the store is not shared. To be called after the commit that ends tokens
    /// and before its answer.
    /// </summary>
    public ValueTask CloseAsync(CancellationToken cancellationToken) => isShared ? new(WaitAsync(cancellationToken)) : ValueTask.CompletedTask;

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();

        // A timer may be early by its resolution.
        for (var left = Length + Margin; left > TimeSpan.Zero; left = Length + Margin - time.GetElapsedTime(began))
        {
            await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
