using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using Signet.Testing;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>Leader election with a lease: one candidate leads, another takes over when the first stops renewing.</summary>
public sealed class LeaderElectionTests(ClientServer server) : IClassFixture<ClientServer>
{
    /// <summary>Long enough that a leader on a busy machine does not lose its lease.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task LeaderElection_LeaderGoes_AnotherTakesTheLease()
    {
        using var firstLeaves = new CancellationTokenSource();
        using var secondLeaves = new CancellationTokenSource();
        using var first = Elector("one");
        using var second = Elector("two");
        var firstLeads = Started(first);
        var secondLeads = Started(second);

        var firstRuns = first.RunUntilLeadershipLostAsync(firstLeaves.Token);
        await firstLeads.WaitAsync(Patience.Limit);
        var secondRuns = second.RunUntilLeadershipLostAsync(secondLeaves.Token);
        var lease = await server.Client.CoordinationV1.ReadNamespacedLeaseAsync("election", "default");

        Assert.Equal("one", lease.Spec.HolderIdentity);
        Assert.True(first.IsLeader());
        Assert.False(secondLeads.IsCompleted);

        await firstLeaves.CancelAsync();
        await EndedAsync(firstRuns);
        await secondLeads.WaitAsync(Patience.Limit);
        lease = await server.Client.CoordinationV1.ReadNamespacedLeaseAsync("election", "default");

        Assert.Equal("two", lease.Spec.HolderIdentity);
        Assert.Equal(1, lease.Spec.LeaseTransitions);
        Assert.Equal("two", second.GetLeader());
        await secondLeaves.CancelAsync();
        await EndedAsync(secondRuns);
    }

    private LeaderElector Elector(string identity) => new(new LeaderElectionConfig(new LeaseLock(server.Client, "default", "election", identity))
    {
        LeaseDuration = Lease,
        RenewDeadline = Lease * 0.9,
        RetryPeriod = TimeSpan.FromSeconds(0.2),
    });

    private static async Task EndedAsync(Task running)
    {
        try
        {
            await running.WaitAsync(Patience.Limit);
        }
        catch (OperationCanceledException)
        {
            // Cancelled during a request; between requests it ends without an exception.
        }
    }

    private static Task Started(LeaderElector elector)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        elector.OnStartedLeading += () => started.TrySetResult();
        return started.Task;
    }
}
