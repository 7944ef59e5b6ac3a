using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Storage;
using Signet.Signing.Local;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Signing.Managed.Operating;

/// <summary>Operations of operators on the keys of a store: dry runs, confirmations, the ring, and faults of the store.</summary>
public sealed class KeyOperatorTests : IAsyncDisposable
{
    private static readonly KeyEncryptionKey First = new(RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length));
    private static readonly KeyEncryptionKey Second = new(RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length));
    private static readonly KeyPolicy Policy = ManagedKeyTestKeys.Policy with { DefaultAlgorithm = JwtAlgorithm.ES256 };
    private readonly MemoryObjectStore _store = new(new MemoryObjectStoreOptions());
    private readonly FakeTimeProvider _time = new(ManagedKeyTestKeys.Now);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("List")]
    [InlineData("Plan")]
    public async Task Run_Reads_ChangeNothing(string name)
    {
        var action = Enum.Parse<KeyAction>(name);
        var made = await StartAsync();

        var report = (await Operator(Keys(_store)).RunAsync(new KeyRequest(action), default)).Value;

        Assert.Empty(report.Change.Transitions);
        Assert.Equal(made.Modified, (await Keys(_store).LoadAsync(default)).Modified);
        Assert.Equal([made.Keys[0].KeyId], report.Schedule.Keys.Select(key => key.KeyId));
    }

    [Fact]
    public async Task Run_DryRun_DecidesAndChangesNothing()
    {
        var made = await StartAsync();
        var revoke = new KeyRequest(KeyAction.Revoke) { KeyId = made.Keys[0].KeyId, IsDryRun = true };

        var refused = await Operator(Keys(_store)).RunAsync(revoke, default);
        var report = (await Operator(Keys(_store)).RunAsync(revoke with { IsConfirmed = true }, default)).Value;

        Assert.Equal(409, refused.Error!.Code);
        Assert.Equal(report.Change.Consequences, refused.Error.Details!.Causes.Select(cause => cause.Message));
        Assert.Equal((2, 3), (report.Change.Transitions.Count, report.Change.Consequences.Count));
        Assert.Equal([ManagedKeyState.Revoked, ManagedKeyState.Current], report.Schedule.Keys.Select(key => key.State));
        Assert.Equal(made.Modified, (await Keys(_store).LoadAsync(default)).Modified);
    }

    [Fact]
    public async Task Run_Revocation_IsInForceInTheRing()
    {
        var made = await StartAsync();
        var keys = Keys(_store);
        var ring = new ManagedRing(new ManagedKeyRings(Policy, new LocalKeyPairs(), _time), made, []);
        var operating = new KeyOperator(keys, ring, _time);

        var revoked = await operating.RunAsync(new KeyRequest(KeyAction.Revoke) { KeyId = made.Keys[0].KeyId, IsConfirmed = true }, default);

        Assert.True(revoked.IsSuccess);
        Assert.Null(ring.Ring.Current.Find(made.Keys[0].KeyId));
        Assert.Single(ring.Ring.Current.At(_time.GetUtcNow()).Published);
    }

    /// <summary>Another replica may issue with the key until its window is over. Who repeats a revocation may not have had the first answer.</summary>
    [Fact]
    public async Task Run_RevocationInASharedStore_IsAnsweredAfterTheIssuingWindow()
    {
        var made = await StartAsync();
        var keys = Keys(new LaggingStore(_store, isExclusive: false));
        var revoke = new KeyRequest(KeyAction.Revoke) { KeyId = made.Keys[0].KeyId, IsConfirmed = true };
        Assert.True((await Operator(keys).RunAsync(revoke with { IsDryRun = true }, default).AsTask().WaitAsync(Patience.Limit)).IsSuccess);

        for (var time = 0; time < 2; time++)
        {
            var revoking = Operator(keys).RunAsync(revoke, default).AsTask();
            await Patience.UntilAsync(
                async () => (await keys.LoadAsync(default)).Keys.Any(key => key.IsRevoked), "the revocation is in the store");
            Assert.False(revoking.IsCompleted);
            _time.Advance(IssuingWindow.Length * 2);
            Assert.Equal(time == 0 ? null : 400, (await revoking.WaitAsync(Patience.Limit)).Error?.Code);
        }
    }

    [Fact]
    public async Task Run_AnotherReplicaWritesFirst_DecidesAgainFromWhatItWrote()
    {
        await StartAsync();
        var store = new InterceptedStore(_store);
        var intercepted = store.Before(_ => true, async () => await Operator(Keys(_store)).RunAsync(new KeyRequest(KeyAction.Prepare), default));

        var second = await Operator(Keys(store)).RunAsync(new KeyRequest(KeyAction.Prepare), default);

        Assert.True(intercepted());
        Assert.Equal(400, second.Error!.Code);
        Assert.Contains("is already prepared", second.Error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await Keys(_store).LoadAsync(default)).Keys.Count);
    }

    [Fact]
    public async Task Run_OtherReplicasWriteEachTime_IsAConflictAndNothingIsDone()
    {
        await StartAsync();
        var store = new InterceptedStore(_store);
        store.Fate = _ =>
        {
            // Each commit is overtaken by one that changes the revision of the record.
            var loaded = _store.GetAsync(ManagedKeyRecord.StorageKey, default).AsTask().GetAwaiter().GetResult()!;
            _store.CommitAsync(
                new Commit([], [new StoreOperation.Put(ManagedKeyRecord.StorageKey, loaded.Value.ToArray())]), default).AsTask().GetAwaiter().GetResult();
            return CommitFate.Made;
        };

        var outcome = await Operator(Keys(store)).RunAsync(new KeyRequest(KeyAction.Rotate), default);

        Assert.Equal(409, outcome.Error!.Code);
        Assert.Contains("16 times in a row; nothing was done", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Single((await Keys(_store).LoadAsync(default)).Keys);
    }

    [Fact]
    public async Task Run_AnswerOfTheCommitIsLost_NextListHasTheKey()
    {
        var made = await StartAsync();
        var operating = Operator(Keys(new FaultyStore(_store, call => call == StoreCall.Commit ? StoreFault.AnswerLost : StoreFault.None)));

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => operating.RunAsync(new KeyRequest(KeyAction.Revoke) { KeyId = made.Keys[0].KeyId, IsConfirmed = true }, default).AsTask());

        var report = (await operating.RunAsync(new KeyRequest(KeyAction.List), default)).Value;
        Assert.Equal([ManagedKeyState.Revoked, ManagedKeyState.Current], report.Schedule.Keys.Select(key => key.State));
    }

    [Fact]
    public async Task Run_Reseal_IsDoneOnceAndForTheFirstKey()
    {
        await StartAsync();
        var operating = Operator(Keys(_store, Second, First));

        var dry = (await operating.RunAsync(new KeyRequest(KeyAction.Reseal) { IsDryRun = true }, default)).Value;
        Assert.Equal($"sealed with the key-encryption key {Second.Name} instead of {First.Name}", Assert.Single(dry.Change.Transitions).Reason);
        Assert.Single((await Keys(_store).LoadAsync(default)).Keys);
        Assert.Single((await operating.RunAsync(new KeyRequest(KeyAction.Reseal), default)).Value.Change.Transitions);
        Assert.Empty((await operating.RunAsync(new KeyRequest(KeyAction.Reseal), default)).Value.Change.Transitions);

        await Assert.ThrowsAsync<ManagedKeyException>(() => Keys(_store).LoadAsync(default).AsTask());
    }

    [Fact]
    public async Task Run_WrongKeyEncryptionKey_IsAnErrorThatNamesBothAndChangesNothing()
    {
        var made = await StartAsync();

        var outcome = await Operator(Keys(_store, Second)).RunAsync(new KeyRequest(KeyAction.Rotate), default);

        Assert.Equal(500, outcome.Error!.Code);
        Assert.Contains(First.Name, outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal(made.Modified, (await Keys(_store).LoadAsync(default)).Modified);
    }

    private async Task<StoredKeys> StartAsync() => (await Keys(_store).RunDueAsync(default)).After;

    private ManagedKeys Keys(IObjectStore store, params KeyEncryptionKey[] sealing) => new(
        new ManagedKeyStore(store, new KeyEncryptionKeys(sealing.Length == 0 ? [First] : sealing)), new LocalKeyPairs(), Policy, _time);

    private KeyOperator Operator(ManagedKeys keys) => new(keys, ring: null, _time);
}
