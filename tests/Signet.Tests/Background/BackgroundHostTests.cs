using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Signet.Server.Background;
using Signet.Server.Hosting.Services;
using Signet.Testing;

namespace Signet.Tests.Background;

/// <summary>When services are prepared and run.</summary>
public sealed class BackgroundHostTests
{
    [Fact]
    public async Task Start_SoleReplica_PreparesAllInOrderBeforeItReturns()
    {
        var journal = new ConcurrentQueue<string>();
        await using var provider = Build(journal);
        var host = provider.GetServices<IHostedService>().Single();

        await host.StartAsync(default);

        Assert.Equal(["prepare every", "prepare leader"], journal.Where(line => line.StartsWith("prepare", StringComparison.Ordinal)));
        await Patience.UntilAsync(() => Task.FromResult(journal.Count == 4), "both run");
        await host.StopAsync(default);
        Assert.Equal(["stop every", "stop leader"], journal.Skip(4).Order());
    }

    [Fact]
    public async Task Start_PreparationFails_StopsWhatRunsAndThrows()
    {
        var journal = new ConcurrentQueue<string>();
        await using var provider = Build(journal, failing: "leader");
        var host = provider.GetRequiredService<BackgroundHost>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(default));

        Assert.All(host.Supervisors, supervisor => Assert.Equal(SupervisorState.Stopped, supervisor.Snapshot.State));
        Assert.Equal(journal.Count(line => line == "run every"), journal.Count(line => line == "stop every"));
    }

    [Fact]
    public async Task Start_AnotherReplicaLeads_RunsOnlyWhatEveryReplicaRuns()
    {
        var journal = new ConcurrentQueue<string>();
        using var election = new TestElection();
        var term = await election.AcquireAsync(default);
        await using var provider = Build(journal, election: election);
        var host = provider.GetRequiredService<BackgroundHost>();
        await host.StartAsync(default);
        await Patience.UntilAsync(() => Task.FromResult(journal.Contains("run every")), "it runs");

        var leader = host.Supervisors.Single(supervisor => supervisor.Role == ReplicaRole.Leader);
        Assert.Equal("another replica is the leader", BackgroundHealth.RemarkOf(leader));
        Assert.Equal(["prepare every", "run every"], journal);

        await term.DisposeAsync();
        await Patience.UntilAsync(() => Task.FromResult(journal.Contains("run leader")), "it leads");
        Assert.Null(BackgroundHealth.RemarkOf(leader));
        election.Depose();
        await Patience.UntilAsync(() => Task.FromResult(journal.Count(line => line == "run leader") == 2), "it leads again");
        Assert.Equal(2, journal.Count(line => line == "prepare leader"));
        Assert.Equal(["prepare leader", "run leader", "stop leader", "prepare leader", "run leader"], journal.Where(line => line.EndsWith("leader", StringComparison.Ordinal)));
        await host.StopAsync(default);
    }

    /// <summary>A failed attempt to acquire leadership is repeated.</summary>
    [Fact]
    public async Task Acquire_Fails_IsRetried()
    {
        var journal = new ConcurrentQueue<string>();
        await using var provider = Build(journal, election: new UnreachableElection());
        var host = provider.GetRequiredService<BackgroundHost>();

        await host.StartAsync(default);

        await Patience.UntilAsync(() => Task.FromResult(journal.Contains("run leader")), "it leads at last");
        await host.StopAsync(default);
    }

    /// <summary>The first replicas of an empty store: one prepares the services of the leader, and no other one starts before.</summary>
    [Fact]
    public async Task Start_NoReplicaHasPreparedTheServices_WaitsForOneThatHas()
    {
        var (one, two) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var election = new SharedElection();
        await using var first = Build(one, election: election);
        await using var second = Build(two, election: election);
        var term = await election.AcquireAsync(default);
        var starting = first.GetRequiredService<BackgroundHost>().StartAsync(default);
        await Patience.UntilAsync(() => Task.FromResult(one.Contains("run every")), "it has begun to start");
        Assert.False(starting.IsCompleted);

        await term.DisposeAsync();
        await starting.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal((true, 1), (one.Contains("prepare leader"), election.Notes));
        await second.GetRequiredService<BackgroundHost>().StartAsync(default);

        Assert.DoesNotContain("prepare leader", two);
        await first.GetRequiredService<BackgroundHost>().StopAsync(default);
        await second.GetRequiredService<BackgroundHost>().StopAsync(default);
    }

    /// <summary>The last requests of a server that stops may take long; another replica leads meanwhile.</summary>
    [Fact]
    public async Task Stopping_LeadershipIsShared_EndsTheTermAndNotTheOtherServices()
    {
        var journal = new ConcurrentQueue<string>();
        using var election = new SharedElection();
        await using var provider = Build(journal, election: election);
        var host = provider.GetRequiredService<BackgroundHost>();
        await host.StartAsync(default);
        await Patience.UntilAsync(() => Task.FromResult(journal.Contains("run leader") && journal.Contains("run every")), "both run");

        await host.StoppingAsync(default);
        await using (await election.AcquireAsync(default).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken))
        {
            Assert.Contains("stop leader", journal);
            Assert.DoesNotContain("stop every", journal);
        }

        await host.StopAsync(default);
        Assert.Equal(1, journal.Count(line => line == "run leader"));
    }

    [Fact]
    public async Task Start_PreparationOfTheLeaderFails_GivesTheTermUp()
    {
        var journal = new ConcurrentQueue<string>();
        using var election = new SharedElection();
        await using var provider = Build(journal, failing: "leader", election: election);

        await Assert.ThrowsAsync<InvalidOperationException>(() => provider.GetRequiredService<BackgroundHost>().StartAsync(default));

        await using var term = await election.AcquireAsync(default).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, election.Notes);
    }

    /// <summary><c>signet signer</c> with key files has none.</summary>
    [Fact]
    public async Task Start_NoServiceOfTheLeader_RunsTheOthers()
    {
        var journal = new ConcurrentQueue<string>();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new Journal(journal, null));
        services.AddOnEveryReplica<EveryReplicaService>();
        await using var provider = services.BuildServiceProvider();
        var host = provider.GetRequiredService<BackgroundHost>();

        await Task.Run(() => host.StartAsync(default), TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        await Patience.UntilAsync(() => Task.FromResult(journal.Contains("run every")), "it runs");
        await host.StopAsync(default);
        Assert.Contains("stop every", journal);
    }

    private static ServiceProvider Build(ConcurrentQueue<string> journal, string? failing = null, ILeadership? election = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        if (election is not null)
        {
            services.AddSingleton(election);
        }

        services.AddSingleton(new Journal(journal, failing));
        services.AddOnLeader<LeaderService>();
        services.AddOnEveryReplica<EveryReplicaService>();
        return services.BuildServiceProvider();
    }

    private sealed record Journal(ConcurrentQueue<string> Lines, string? Failing);

    private abstract class JournalService(Journal journal, string name) : SupervisedService
    {
        public override Task PrepareAsync(CancellationToken cancellationToken)
        {
            journal.Lines.Enqueue($"prepare {name}");
            return journal.Failing == name ? throw new InvalidOperationException("no") : Task.CompletedTask;
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            journal.Lines.Enqueue($"run {name}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
            }
            finally
            {
                journal.Lines.Enqueue($"stop {name}");
            }
        }
    }

    private sealed class LeaderService(Journal journal) : JournalService(journal, "leader");

    private sealed class EveryReplicaService(Journal journal) : JournalService(journal, "every");

    private sealed class UnreachableElection : ILeadership
    {
        private int _calls;

        public async ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            return ++_calls < 3 ? throw new IOException("away") : await new SoleReplicaLeadership().AcquireAsync(cancellationToken);
        }
    }
}
