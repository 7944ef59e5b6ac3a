using Signet.Core.Access;
using Signet.Core.Resources.Cache;

namespace Signet.Server.Authorization;

/// <summary>
/// Runs before the authorizers that decide from cached objects: has no opinion, and completes when those objects are current enough. When the store
/// is unavailable the request fails with 503, because it cannot be authorized.
/// </summary>
internal sealed class FreshnessGate(ObjectView view) : IAuthorizer
{
    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
        view.IsCurrentEnough ? default : WaitAsync(cancellationToken);

    private async ValueTask<AuthorizationDecision> WaitAsync(CancellationToken cancellationToken)
    {
        await view.EnsureCurrentAsync(cancellationToken).ConfigureAwait(false);
        return default;
    }
}
