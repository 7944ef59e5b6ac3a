using Signet.Core.Admission.Events;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Server.Controllers;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers;

public sealed class EventExpiryTests : IAsyncLifetime
{
    private static readonly EventRetention Retention = new() { MaxCount = 100 };
    private readonly RunningCache _running = RunningCache.Start();
    private readonly EventUsage _usage;
    private readonly EventExpiry _expiry;
    private RunningService? _service;

    public EventExpiryTests()
    {
        _usage = new EventUsage(Retention, _running.Time);
        _running.Cache.Observe(_usage);
        _expiry = new EventExpiry(_running.Store, _running.View, _usage, Retention, _running.Time);
    }

    public async ValueTask InitializeAsync()
    {
        await _running.PutAsync(KubernetesKinds.ConfigMaps, "a", "kept", "c");
        _service = RunningService.Start(_expiry, _running.Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await _running.DisposeAsync();
    }

    [Fact]
    public async Task Lifetime_Over_RemovesTheEventFromBothGroups()
    {
        await PutAsync("first");
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await PutAsync("second");
        await PutAsync("written-again");
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await PutAsync("written-again");
        await AdvanceAsync(TimeSpan.FromMinutes(11));

        await UntilAsync("second", "written-again");
        await AdvanceAsync(TimeSpan.FromMinutes(31));
        await UntilAsync("written-again");
        Assert.Equal(["written-again"], _running.Cache[KubernetesKinds.StrictEvents].Snapshot.All.Select(found => found.Key.Name));
        Assert.NotNull(_running.Cache[KubernetesKinds.ConfigMaps].Find(new ObjectKey("a", "kept")));
    }

    [Fact]
    public async Task Limit_Exceeded_EvictsWithoutWaitingForTheNextCheck()
    {
        for (var i = 0; i <= Retention.MaxCount; i++)
        {
            await PutAsync($"e{i:D3}");
            _running.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Patience.UntilAsync(() => Task.FromResult(_usage.Count == 90), "a tenth of the events is evicted");
        Assert.Null(_running.Cache[KubernetesKinds.Events].Find(new ObjectKey("a", "e010")));
        Assert.NotNull(_running.Cache[KubernetesKinds.Events].Find(new ObjectKey("a", "e011")));
    }

    private Task<Revision> PutAsync(string name) => _running.PutAsync(KubernetesKinds.Events, "a", name, "u-" + name, ""","message":"m" """);

    /// <summary>In steps, because the service sets its next timer after each check.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        for (var end = _running.Time.GetUtcNow() + by; _running.Time.GetUtcNow() < end;)
        {
            _running.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
    }

    private Task UntilAsync(params string[] names) => Patience.UntilAsync(
        () =>
        {
            // The service may set its timer later than the clock was advanced.
            _running.Time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(names.SequenceEqual(_running.Cache[KubernetesKinds.Events].Snapshot.All.Select(found => found.Key.Name)));
        },
        $"only {string.Join(", ", names)} are left");
}
