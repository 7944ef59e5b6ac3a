using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Signing.Local;
using Signet.Storage.Memory;
using Signet.Testing;

namespace Signet.Tests.Signing.Managed;

/// <summary>The keys of a store: changed by several replicas, with faults, sealed and resealed; and the rings that are made of them.</summary>
public sealed class ManagedKeysTests : IAsyncDisposable
{
    private static readonly KeyEncryptionKey First = new(RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length));
    private static readonly KeyEncryptionKey Second = new(RandomNumberGenerator.GetBytes(KeyEncryptionKey.Length));
    private static readonly KeyPolicy Policy = ManagedKeyTestKeys.Policy with { DefaultAlgorithm = JwtAlgorithm.ES256 };
    private readonly MemoryObjectStore _store = new(new MemoryObjectStoreOptions());
    private readonly FakeTimeProvider _time = new(ManagedKeyTestKeys.Now);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task RunDue_ManyReplicasAtOnce_OneFirstKeyIsMade()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Keys(_store).RunDueAsync(default).AsTask())));

        var key = Assert.Single((await Keys(_store).LoadAsync(default)).Keys);
        Assert.Equal(ManagedKeyState.Current, key.StateAt(_time.GetUtcNow()));
    }

    [Fact]
    public async Task RunDue_AnswerOfTheCommitIsLost_NextRunFindsTheKey()
    {
        var fault = StoreFault.AnswerLost;
        var keys = Keys(new FaultyStore(_store, call => call == StoreCall.Commit ? fault : StoreFault.None));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => keys.RunDueAsync(default).AsTask());
        fault = StoreFault.None;

        Assert.Empty((await keys.RunDueAsync(default)).Transitions);
        Assert.Single((await keys.LoadAsync(default)).Keys);
    }

    [Fact]
    public async Task Make_ThroughARotation_RingSignsWithOneKeyAndKnowsBoth()
    {
        var keys = Keys(_store);
        var rings = new ManagedKeyRings(Policy, new LocalKeyPairs(), _time);
        await keys.RunDueAsync(default);
        var first = await SigningKeyAsync(rings.Make(await keys.LoadAsync(default), []));

        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(2, (await keys.RunDueAsync(default)).Transitions.Count);
        var ring = rings.Make(await keys.LoadAsync(default), []);
        Assert.Equal(2, ring.At(_time.GetUtcNow()).Published.Count);
        Assert.Equal(first, await SigningKeyAsync(ring));

        _time.Advance(TimeSpan.FromDays(1));
        var second = await SigningKeyAsync(ring);
        Assert.NotEqual(first, second);
        Assert.True(ring.Find(first)!.VerifiesAt(_time.GetUtcNow()));

        // Longer than any token and the skew: the first key is no longer published or accepted.
        _time.Advance(Policy.MaxLifetime + ClockSkew.Max);
        Assert.Equal([second], ring.At(_time.GetUtcNow()).Published.Select(key => key.KeyId));
        Assert.False(ring.Find(first)!.VerifiesAt(_time.GetUtcNow()));
        await keys.RunDueAsync(default);
        var after = await keys.LoadAsync(default);
        Assert.True(after.Keys[0].SealedPrivateKey.IsEmpty);
        Assert.Equal(second, await SigningKeyAsync(rings.Make(after, [])));
    }

    [Fact]
    public async Task Operate_Revocation_NeedsAConfirmationAndEndsTheKey()
    {
        var keys = Keys(_store);
        var made = Assert.Single((await keys.RunDueAsync(default)).After.Keys);

        var unconfirmed = await keys.OperateAsync(operations => operations.Revoke(made.KeyId), isConfirmed: false, isDryRun: false, default);
        Assert.Equal(409, unconfirmed.Error!.Code);
        Assert.Single((await keys.LoadAsync(default)).Keys);
        var revoked = await keys.OperateAsync(operations => operations.Revoke(made.KeyId), isConfirmed: true, isDryRun: false, default);

        var ring = new ManagedKeyRings(Policy, new LocalKeyPairs(), _time).Make(revoked.Value.After, []);
        Assert.Null(ring.Find(made.KeyId));
        Assert.NotEqual(made.KeyId, await SigningKeyAsync(ring));
        Assert.Equal(3, revoked.Value.Consequences.Count);
    }

    [Fact]
    public async Task Reseal_SecondKeyComesFirst_FirstOneIsNotNeededAnyMore()
    {
        await Keys(_store).RunDueAsync(default);

        await Keys(_store, Second, First).ResealAsync(isDryRun: false, default);

        await Assert.ThrowsAsync<ManagedKeyException>(() => Keys(_store).LoadAsync(default).AsTask());
        var stored = await Keys(_store, Second).LoadAsync(default);
        await SigningKeyAsync(new ManagedKeyRings(Policy, new LocalKeyPairs(), _time).Make(stored, []));
    }

    [Fact]
    public async Task RunDue_NewKeyEncryptionKeyComesFirst_WhatIsWrittenIsSealedWithIt()
    {
        await Keys(_store).RunDueAsync(default);
        _time.Advance(TimeSpan.FromDays(29));

        var change = await Keys(_store, Second, First).RunDueAsync(default);

        Assert.Equal(2, change.After.Keys.Count);
        var ring = new ManagedKeyRings(Policy, new LocalKeyPairs(), _time).Make(await Keys(_store, Second).LoadAsync(default), []);
        Assert.Equal(2, ring.Keys.Count);
    }

    [Fact]
    public async Task TakeOver_KeyThatSignedBefore_IsCurrentAndPublishedSinceEver()
    {
        var (privateKey, publicKey) = new LocalKeyPairs().Generate(JwtAlgorithm.ES256);

        var taken = await Keys(_store).TakeOverAsync(JwtAlgorithm.ES256, publicKey, privateKey, TimeSpan.FromDays(400), [], default);
        var again = await Keys(_store).TakeOverAsync(JwtAlgorithm.ES256, publicKey, privateKey, TimeSpan.FromDays(400), [], default);

        Assert.Single(taken.Transitions);
        Assert.Empty(again.Transitions);
        Assert.Empty((await Keys(_store).RunDueAsync(default)).Transitions);
        Assert.Equal((true, TimeSpan.FromDays(400)), (taken.After.Keys[0].IsTakenOver, taken.After.Keys[0].MaxLifetime));
        Assert.Equal(taken.After.Keys, (await Keys(_store).LoadAsync(default)).Keys.Select(key => key with
        {
            PublicKey = taken.After.Keys[0].PublicKey,
            SealedPrivateKey = taken.After.Keys[0].SealedPrivateKey,
        }));
        var ring = new ManagedKeyRings(Policy, new LocalKeyPairs(), _time).Make(await Keys(_store).LoadAsync(default), []);
        Assert.Equal(publicKey.DefaultKeyId, await SigningKeyAsync(ring));
    }

    private ManagedKeys Keys(IObjectStore store, params KeyEncryptionKey[] sealing) => new(
        new ManagedKeyStore(store, new KeyEncryptionKeys(sealing.Length == 0 ? [First] : sealing)), new LocalKeyPairs(), Policy, _time);

    /// <summary>Signs, verifies with the key that the header names, and returns its id.</summary>
    private async Task<string> SigningKeyAsync(KeyRingSnapshot ring)
    {
        var request = StubSigner.Request(_time.GetUtcNow().ToUnixTimeSeconds(), 600);
        var signature = await ring.Signer.SignAsync(request, default);
        var header = Signet.Core.Signing.Jose.JoseHeader.TryReadEncoded(signature.EncodedHeader.Span)!.Value;
        byte[] input = [.. signature.EncodedHeader.Span, (byte)'.', .. request.EncodedPayload.Span];
        Assert.True(ring.Find(header.KeyId)!.Key.Verify(input, signature.Signature.Span));
        return header.KeyId;
    }
}
