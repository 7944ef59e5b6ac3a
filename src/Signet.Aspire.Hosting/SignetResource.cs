using Aspire.Hosting.ApplicationModel;

namespace Signet.Aspire.Hosting;

/// <summary>A Signet server in the process of the AppHost: HTTPS on the loopback address, everything in memory, ES256 keys. It ends with the AppHost.</summary>
/// <param name="name">The name of the resource.</param>
public sealed class SignetResource(string name) : Resource(name), IResourceWithWaitSupport
{
    private readonly TaskCompletionSource<RunningSignet> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SignetAccount> _accounts = [];

    /// <summary>The service accounts that exist from the start.</summary>
    public IReadOnlyList<SignetAccount> Accounts => _accounts;

    /// <summary>The port on 127.0.0.1; 0 for a free one.</summary>
    internal int Port { get; init; }

    /// <summary>The running server; fails when it could not be started.</summary>
    internal Task<RunningSignet> Running => _running.Task;

    /// <summary>Adds an account, or a further token of one.</summary>
    internal SignetAccount Add(SignetAccount account)
    {
        if (_accounts.FirstOrDefault(known => known.IsSameAs(account)) is { } known)
        {
            return known;
        }

        _accounts.Add(account);
        return account;
    }

    /// <summary>Reports the running server to everything that waits for it.</summary>
    internal void SetRunning(RunningSignet running) => _running.TrySetResult(running);

    /// <summary>Reports that it could not be started.</summary>
    internal void SetFailed(Exception exception) => _running.TrySetException(exception);
}
