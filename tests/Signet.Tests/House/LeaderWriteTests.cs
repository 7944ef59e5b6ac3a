using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Signet.Core.Resources.Cache;
using Signet.Core.Signing.Listing;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Plans;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>The services of the leader write only while their replica leads: each store that they can reach is the fenced one.</summary>
public sealed class LeaderWriteTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public async Task Services_OfTheLeader_ReachNoStoreButTheFencedOne()
    {
        BackgroundHost? host = null;
        var builder = new SignetServerBuilder
        {
            Store = new StorePlan.FromFactory(_ => new(new LockableStore(new MemoryObjectStore(new MemoryObjectStoreOptions())))),
            MoreServices = services => services.AddSingleton<IHostedService>(provider =>
            {
                host = provider.GetRequiredService<BackgroundHost>();
                return new Nothing();
            }),
        };
        await using var server = await builder.StartAsync(TestContext.Current.CancellationToken);
        var leader = host!.Supervisors.Where(supervisor => supervisor.Role == ReplicaRole.Leader).Select(supervisor => supervisor.Service).ToList();
        var stores = leader.ToDictionary(service => service.Name, StoresOf);

        Assert.All(stores, found => Assert.True(
            found.Value.All(store => store.Store is FencedStore), $"{found.Key} reaches {string.Join(", ", found.Value.Select(store => store.Path))}"));
        Assert.All(stores, found => Assert.True(found.Value.Count > 0, $"{found.Key} reaches no store: does the test find it?"));
        var every = host.Supervisors.Where(supervisor => supervisor.Role == ReplicaRole.EveryReplica).Select(supervisor => supervisor.Service);
        Assert.Contains(every.SelectMany(StoresOf), store => store.Store is ILockingStore);
    }

    /// <summary>The stores that an object can reach through fields of the product's types, with the way. <see cref="ObjectView"/> and <see cref="KeyList"/> only read.</summary>
    private static List<(string Path, IObjectStore Store)> StoresOf(object service)
    {
        var found = new List<(string, IObjectStore)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(string Path, object Value)>();
        open.Push((service.GetType().Name, service));
        while (open.TryPop(out var next))
        {
            if (next.Value is IObjectStore store)
            {
                found.Add((next.Path, store));
            }
            else if (next.Value is not (ObjectView or ObjectCache or ResourceCache or KeyList) && seen.Add(next.Value))
            {
                foreach (var (name, value) in ChildrenOf(next.Value))
                {
                    open.Push(($"{next.Path}.{name}", value));
                }
            }
        }

        return found;
    }

    private static List<(string Name, object Value)> ChildrenOf(object value)
    {
        if (value is Delegate function)
        {
            return function.Target is { } target ? [("target", target)] : [];
        }

        if (value is System.Collections.IEnumerable many and not string && value.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            return [.. ItemsOf(many).Where(IsExamined).Select(item => ("item", item))];
        }

        var children = new List<(string, object)>();
        for (var type = value.GetType(); type is not null && IsOurs(type); type = type.BaseType)
        {
            children.AddRange(type.GetFields(Fields).Select(field => (field.Name, field.GetValue(value)))
                .Where(field => field.Item2 is { } content && IsExamined(content)).Select(field => (field.Name, field.Item2!)));
        }

        return children;
    }

    /// <summary>The items of a collection. The server runs, and may change it meanwhile: then it is read again.</summary>
    private static List<object> ItemsOf(System.Collections.IEnumerable many)
    {
        const int Attempts = 100;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return [.. many.Cast<object?>().OfType<object>()];
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                Thread.Yield();
            }
        }
    }

    private static bool IsExamined(object value) =>
        value is IObjectStore or Delegate || IsOurs(value.GetType()) ||
        (value is System.Collections.IEnumerable and not string && !value.GetType().IsValueType);

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name!.StartsWith("Signet", StringComparison.Ordinal) ||
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private sealed class Nothing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
