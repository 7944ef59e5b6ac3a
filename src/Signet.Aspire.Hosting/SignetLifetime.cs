using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Signet.Aspire.Hosting;

/// <summary>Starts the servers of an AppHost, reports their states to the dashboard, and ends them.</summary>
internal sealed class SignetLifetime : IAsyncDisposable
{
    private readonly ConcurrentBag<(SignetResource Resource, RunningSignet Running, ResourceNotificationService Notifications)> _running = [];

    /// <summary>Starts the server of a resource. A failure is its state, and fails the resources that refer to it.</summary>
    public async Task StartAsync(SignetResource resource, InitializeResourceEvent initialize, CancellationToken cancellationToken)
    {
        var (logger, notifications) = (initialize.Logger, initialize.Notifications);
        try
        {
            await initialize.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, initialize.Services), cancellationToken).ConfigureAwait(false);
            await notifications.PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.Starting }).ConfigureAwait(false);
            var running = await RunningSignet.StartAsync(resource, new ResourceLog(logger), logger, cancellationToken).ConfigureAwait(false);
            _running.Add((resource, running, notifications));
            Log.Serving(logger, running.Address);
            await notifications.PublishUpdateAsync(resource, state => state with
            {
                State = KnownResourceStates.Running,
                StartTimeStamp = TimeProvider.System.GetUtcNow().UtcDateTime,
                Urls =
                [
                    new UrlSnapshot("https", running.Address.OriginalString, IsInternal: false),
                    new UrlSnapshot("jwks", new Uri(running.Address, "openid/v1/jwks").OriginalString, IsInternal: false),
                ],
                Properties =
                [
                    new ResourcePropertySnapshot("Issuer", running.Issuer),
                    new ResourcePropertySnapshot("Accounts", NamesOf(resource.Accounts)),
                ],
            }).ConfigureAwait(false);
            resource.SetRunning(running);
        }
        catch (Exception exception)
        {
            Log.StartFailed(logger, exception);
            resource.SetFailed(exception);
            await notifications.PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.FailedToStart }).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_running.TryTake(out var ended))
        {
            await ended.Running.DisposeAsync().ConfigureAwait(false);
            await ended.Notifications.PublishUpdateAsync(ended.Resource, state => state with { State = KnownResourceStates.Finished }).ConfigureAwait(false);
        }
    }

    private static string NamesOf(IEnumerable<SignetAccount> accounts) =>
        string.Join(", ", accounts.Select(account => $"{account.Namespace}/{account.Name}").Distinct());
}
