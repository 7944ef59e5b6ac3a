using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Admission.Events;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Controllers.Pods;
using Signet.Server.Controllers.TrustBundles;
using Signet.Server.Hosting.Services;

namespace Signet.Tests.Controllers.Faults;

/// <summary>The controllers of one replica as the product registers them, without the web server.</summary>
internal sealed class ControllerReplica : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private ControllerReplica(ServiceProvider provider) => _provider = provider;

    public ObjectCache Cache => _provider.GetRequiredService<ObjectCache>();

    public ObjectWriter Writer => _provider.GetRequiredService<ObjectWriter>();

    public BackgroundHost Host => _provider.GetRequiredService<BackgroundHost>();

    /// <summary>Whether all services run, no worker has ended, and no item fails or waits.</summary>
    public bool IsSound => Host.Supervisors.All(supervisor =>
        supervisor.Snapshot.State == SupervisorState.Running &&
        supervisor.Service.Reconcilers.All(reconciler => reconciler.Snapshot is { IsIdle: true, Failing: 0, EndedWorkers: 0 }));

    public static async Task<ControllerReplica> StartAsync(
        IObjectStore store, TrustBundleOptions trust, EventRetention events, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store);
        services.AddSingleton<IUidSource, SystemUidSource>();
        services.AddSingleton(ServedKinds.Registry);
        services.AddSingleton(events);
        services.AddSingleton<EventUsage>();
        services.AddSingleton(provider =>
        {
            var cache = new ObjectCache(store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
            cache.Observe(provider.GetRequiredService<EventUsage>());
            return cache;
        });
        services.AddSingleton(new FreshnessOptions());
        services.AddSingleton<ObjectView>();
        services.AddSingleton<ObjectWriter>();
        services.AddLeadership(store, "a replica of the tests", TimeProvider.System);
        more?.Invoke(services);
        services.AddControllers(() => trust, new PodGarbageCollectorOptions(TimeSpan.FromMilliseconds(500)));
        var replica = new ControllerReplica(services.BuildServiceProvider());
        await replica.Cache.LoadAsync(CancellationToken.None);
        await replica.Host.StartAsync(CancellationToken.None);
        return replica;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync(CancellationToken.None);
        await _provider.DisposeAsync();
    }
}
