using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>
/// Authenticates and authorizes a running stream again, with the code and order of new requests. A stream ends when a new request would be refused.
/// </summary>
internal sealed class StreamChecker(RequestAccess access, ObjectView view)
{
    /// <summary>The state that is needed to check a request later.</summary>
    public RunningStream Begin(ApiRequest request) => new(request.Identified.Received.Detach())
    {
        ImpersonatedAccount = request.Identified.Impersonation is not null && ImpersonationMode.ServiceAccountOf(request.User.Name) is { } account
            ? view[KubernetesKinds.ServiceAccounts].Find(account)
            : null,
    };

    /// <summary>Checks a stream.</summary>
    public async ValueTask<RecheckResult> CheckAsync(RunningStream stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var result = await access.RecheckAsync(stream.Request.At(now), cancellationToken).ConfigureAwait(false);
        return result.Refusal is null ? result with { Refusal = await CheckImpersonatedAsync(stream, cancellationToken).ConfigureAwait(false) } : result;
    }

    /// <summary>
    /// kube-apiserver does not check whether an impersonated account exists. An account that existed at the start of the stream must continue to
    /// exist.
    /// </summary>
    private async ValueTask<string?> CheckImpersonatedAsync(RunningStream stream, CancellationToken cancellationToken)
    {
        if (stream.ImpersonatedAccount is not { } account)
        {
            return null;
        }

        var readAt = view.Revision;
        return Exists(account) || (!await view.ConfirmAsync(readAt, cancellationToken).ConfigureAwait(false) && Exists(account))
            ? null
            : $"the impersonated service account {GoText.Quote(account.Key.Name)} has been deleted";
    }

    private bool Exists(StoredObject account) => view[KubernetesKinds.ServiceAccounts].Find(account.Key)?.Uid == account.Uid;
}
