using Signet.Core.Access;
using Signet.Core.Resources.Cache;

namespace Signet.Server.Authorization;

/// <summary>
/// Stands before the authorizers that answer from cached objects: has no opinion, and completes when those objects are current enough.
/// When the store cannot be asked the request fails with 503, because nobody can tell whether it is allowed.
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
