using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Storage;
using Signet.Server.Controllers.TrustBundles;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Background;
using Signet.Tests.Hosting;

namespace Signet.Tests.Controllers.TrustBundles;

/// <summary>The CA certificates of all replicas in one record of the store.</summary>
public sealed class TrustBundleTests : IAsyncDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly FaultyStore _store;
    private Func<StoreCall, StoreFault> _plan = _ => StoreFault.None;

    public TrustBundleTests() =>
        _store = new FaultyStore(SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = _folder.File("store.db") }), call => _plan(call));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Prepare_SoleReplica_PublishesItsBundleUnchangedAndWritesOnce()
    {
        var bundle = new TrustBundle();
        await MemberOf("any text\n", bundle, retention: null).PrepareAsync(default);
        var revision = await _store.GetRevisionAsync(default);
        await MemberOf("any text\n", bundle, retention: null).PrepareAsync(default);

        Assert.Equal("any text\n", bundle.Pem);
        Assert.Equal(revision, await _store.GetRevisionAsync(default));
    }

    /// <summary>After a new CA, or with the restored store of another server, the old CA is no longer trusted.</summary>
    [Fact]
    public async Task Prepare_SoleReplicaWithAnotherCa_DropsTheOldOne()
    {
        await MemberOf("old\n", new TrustBundle(), retention: null).PrepareAsync(default);
        var bundle = new TrustBundle();

        await MemberOf("new\n", bundle, retention: null).PrepareAsync(default);

        Assert.Equal("new\n", bundle.Pem);
    }

    [Fact]
    public async Task Run_ReplicasWithDifferentCas_PublishTheSameBundle()
    {
        using var first = new TestCertificates();
        using var second = new TestCertificates();
        TrustBundle[] bundles = [new(), new(), new()];
        await MemberOf(first.RootPem, bundles[0]).PrepareAsync(default);
        await MemberOf(second.RootPem, bundles[1]).PrepareAsync(default);
        await MemberOf(second.RootPem, bundles[2]).PrepareAsync(default);
        Assert.Equal(first.RootPem, bundles[0].Pem);
        var changed = bundles[0].WaitForChangeAsync(default);

        await using var service = RunningService.Start(MemberOf(first.RootPem, bundles[0]), _time);
        await changed.WaitAsync(Patience.Limit);

        Assert.All(bundles, bundle => Assert.Equal(first.RootPem + second.RootPem, bundle.Pem));
    }

    [Fact]
    public async Task Renew_OtherReplicaStopped_ItsCertificatesAreRemovedAfterTheRetention()
    {
        using var gone = new TestCertificates();
        using var stays = new TestCertificates();
        var bundle = new TrustBundle();
        await MemberOf(gone.RootPem, new TrustBundle()).PrepareAsync(default);
        var member = MemberOf(stays.RootPem, bundle);
        await member.PrepareAsync(default);
        _time.Advance(Retention - TimeSpan.FromSeconds(2));
        await member.PrepareAsync(default);
        Assert.Equal(gone.RootPem + stays.RootPem, bundle.Pem);

        _time.Advance(TimeSpan.FromSeconds(2));
        await member.PrepareAsync(default);

        Assert.Equal(stays.RootPem, bundle.Pem);
    }

    [Fact]
    public async Task Renew_WithinAQuarterOfTheRetention_WritesNothing()
    {
        var member = MemberOf("own\n", new TrustBundle());
        await member.PrepareAsync(default);
        var revision = await _store.GetRevisionAsync(default);
        _time.Advance((Retention / 4) - TimeSpan.FromSeconds(2));
        await member.PrepareAsync(default);
        Assert.Equal(revision, await _store.GetRevisionAsync(default));

        _time.Advance(TimeSpan.FromSeconds(3));
        await member.PrepareAsync(default);

        Assert.NotEqual(revision, await _store.GetRevisionAsync(default));
    }

    [Fact]
    public void Publish_ExpiredCertificate_IsLeftOut()
    {
        using var own = new TestCertificates();
        var (expired, _) = own.Issue(from: TimeSpan.FromDays(-20), until: TimeSpan.FromDays(-10));
        var now = _time.GetUtcNow();

        var published = new TrustBundleRecord([new TrustBundleEntry(expired, now), new TrustBundleEntry(own.RootPem, now)]).Publish(now);

        Assert.Equal(own.RootPem, published);
        Assert.Equal(expired, new TrustBundleRecord([new TrustBundleEntry(expired, now)]).Publish(now));
    }

    [Theory]
    [InlineData(StoreFault.Failed)]
    [InlineData(StoreFault.AnswerLost)]
    [InlineData(StoreFault.Unexpected)]
    public async Task Run_StoreWithFaults_JoinsAfterwards(StoreFault fault)
    {
        var calls = 0;
        _plan = _ => Interlocked.Increment(ref calls) <= 5 ? fault : StoreFault.None;
        var bundle = new TrustBundle();
        await using var service = RunningService.Start(MemberOf("own\n", bundle), _time);

        await Patience.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(bundle.Pem == "own\n");
            },
            "it has joined");

        var record = TrustBundleRecord.TryParse((await _store.Inner.GetAsync(TrustBundleMember.Key, default))!.Value.Span);
        Assert.Equal("own\n", Assert.Single(record!.Entries).Pem);
    }

    [Fact]
    public async Task Join_ManyReplicasAtOnce_NoneIsLost()
    {
        var members = Enumerable.Range(0, 20).Select(i =>
        {
            using var certificates = new TestCertificates();
            return (Pem: certificates.RootPem, Bundle: new TrustBundle());
        }).ToList();
        await Task.WhenAll(members.Select(async member =>
        {
            await using var service = RunningService.Start(MemberOf(member.Pem, member.Bundle), TimeProvider.System);
            await Patience.UntilAsync(() => Task.FromResult(member.Bundle.Pem is not null), "it has joined");
        }));

        var record = TrustBundleRecord.TryParse((await _store.GetAsync(TrustBundleMember.Key, default))!.Value.Span)!;
        Assert.Equal(
            members.Select(member => member.Pem).Order(StringComparer.Ordinal),
            record.Entries.Select(entry => entry.Pem).Order(StringComparer.Ordinal));
        var published = new X509Certificate2Collection();
        published.ImportFromPem(record.Publish(_time.GetUtcNow()));
        Assert.Equal(members.Count, published.Count);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{"bundles":{}}""")]
    [InlineData("[]")]
    public async Task Prepare_DamagedRecord_IsLoggedAndReplaced(string record)
    {
        await _store.CommitAsync(new Commit([], [new StoreOperation.Put(TrustBundleMember.Key, Encoding.UTF8.GetBytes(record))]), default);
        var log = new ScriptedLogger();
        var bundle = new TrustBundle();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(new ScriptedLoggerProvider(log)));

        var options = new TrustBundleOptions("own\n", Retention);
        await new TrustBundleMember(_store, bundle, () => options, _time, factory.CreateLogger<TrustBundleMember>()).PrepareAsync(default);

        Assert.Equal("own\n", bundle.Pem);
        Assert.Equal(5200, Assert.Single(log.Entries).Id);
    }

    private TrustBundleMember MemberOf(string pem, TrustBundle bundle) => MemberOf(pem, bundle, Retention);

    private TrustBundleMember MemberOf(string pem, TrustBundle bundle, TimeSpan? retention) =>
        new(_store, bundle, () => new TrustBundleOptions(pem, retention), _time, NullLogger<TrustBundleMember>.Instance);

    private sealed class ScriptedLoggerProvider(ScriptedLogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
