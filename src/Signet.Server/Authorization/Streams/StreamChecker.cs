using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Server.Authentication;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Http;

namespace Signet.Server.Authorization.Streams;

/// <summary>
/// Authenticates and authorizes a running stream again, by the same code and in the same order as a new request: what a new request
/// would be refused for ends the stream.
/// </summary>
internal sealed class StreamChecker(
    RequestAuthenticator authenticator, Impersonator impersonator, RequestAuthorizer authorizer, ObjectView view)
{
    /// <summary>What has to be known of a request to check it again later.</summary>
    public RunningStream Begin(ApiRequest request) => new(request.CopyForRechecks())
    {
        ImpersonatedAccount = request.ImpersonatedBy is not null && ImpersonationWay.ServiceAccountOf(request.User.Name) is { } account
            ? view[KubernetesKinds.ServiceAccounts].Find(account)
            : null,
    };

    /// <summary>Null when the stream may go on, else why not.</summary>
    public async ValueTask<string?> CheckAsync(RunningStream stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (stream.HasExpired(now))
        {
            return "the credential has expired";
        }

        var request = stream.Request;
        request.RepeatAt(now);
        if (!(await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var user, out var error))
        {
            return request.Refusal.Length > 0 ? request.Refusal : error.Message;
        }

        request.User = user;
        error = await impersonator.ImpersonateAsync(request, cancellationToken).ConfigureAwait(false) ??
            await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        return error?.Message ?? await CheckImpersonatedAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>kube-apiserver does not ask whether an impersonated account exists; one that did when the stream began has to go on existing.</summary>
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
