namespace Signet.Client;

/// <summary>A source of tokens of one service account. Members can be called by several threads at once.</summary>
public interface IServiceAccountTokenSource
{
    /// <summary>Returns a token that has not expired. Completes synchronously while the source has one.</summary>
    /// <param name="cancellationToken">Ends the wait of this caller; a request that other callers share goes on.</param>
    ValueTask<ServiceAccountToken> GetTokenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reports that a server refused a token, for example with 401. A source that still gives out this token replaces it early; it limits how often that
    /// happens. Reports about other tokens have no effect.
    /// </summary>
    /// <param name="token">The refused token.</param>
    void Invalidate(ServiceAccountToken token);
}
