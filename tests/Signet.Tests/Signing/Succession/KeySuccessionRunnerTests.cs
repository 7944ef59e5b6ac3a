using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Signing.Jose;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Succession;
using Signet.Core.Storage;
using Signet.Storage.Memory;
using Signet.Testing;
using static Signet.Tests.Signing.Succession.GivenTestKeys;

namespace Signet.Tests.Signing.Succession;

/// <summary>The windows of key files in the store, and the ring that is made of them.</summary>
public sealed class KeySuccessionRunnerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly InterceptedStore _store = new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    private readonly KeyEncryptionKeys _sealing = new([new KeyEncryptionKey(RandomNumberGenerator.GetBytes(32))]);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Run_NewFile_TokensAndJwksFollowTheWindows()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);

        runner.Source.Replace(Given(B));
        await runner.RunAsync(default);

        Assert.Equal(("A", "BA"), (await SignAsync(runner), Published(runner)));
        _time.Advance(Policy.PublicationLead - TimeSpan.FromSeconds(1));
        Assert.Equal(("A", "BA"), (await SignAsync(runner), Published(runner)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("B", "BA"), (await SignAsync(runner), Published(runner)));
        _time.Advance(Policy.MaxLifetime + TimeSpan.FromMinutes(1));
        Assert.Equal(("B", "B"), (await SignAsync(runner), Published(runner)));
        Assert.False(runner.Ring.Ring.Current.Find(A.KeyId)!.VerifiesAt(_time.GetUtcNow()));
    }

    [Fact]
    public async Task Run_RestartDuringTheWindow_TheFormerKeyVerifiesUntilItsLastTokenHasExpired()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);
        runner.Source.Replace(Given(B));
        await runner.RunAsync(default);
        _time.Advance(TimeSpan.FromHours(3));

        var second = NewRunner(B);
        var change = await second.RunAsync(default);

        Assert.Equal(("B", "BA"), (await SignAsync(second), Published(second)));
        Assert.True(change.Changed.Single(key => key.KeyId == B.KeyId).IsActivationForced);
        _time.Advance(Policy.MaxLifetime + TimeSpan.FromSeconds(59));
        Assert.True(second.Ring.Ring.Current.Find(A.KeyId)!.VerifiesAt(_time.GetUtcNow()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(second.Ring.Ring.Current.Find(A.KeyId)!.VerifiesAt(_time.GetUtcNow()));
    }

    [Fact]
    public async Task Run_NothingChanged_WritesNothingAndKeepsTheRing()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);
        var (ring, revision) = (runner.Ring.Ring.Current, await _store.GetRevisionAsync(default));

        _time.Advance(TimeSpan.FromDays(2));
        var change = await runner.RunAsync(default);

        Assert.Same(ring, runner.Ring.Ring.Current);
        Assert.Equal(revision, await _store.GetRevisionAsync(default));
        Assert.Empty(change.Changed);
    }

    [Fact]
    public async Task Run_CommitFails_TheFormerKeysStayInForceUntilTheNextRun()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);
        runner.Source.Replace(Given(B));
        _store.Fate = _ => CommitFate.Failed;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await runner.RunAsync(default));

        Assert.Equal(("A", "A"), (await SignAsync(runner), Published(runner)));
        _store.Fate = null;
        await runner.RunAsync(default);
        Assert.Equal(("A", "BA"), (await SignAsync(runner), Published(runner)));
    }

    [Fact]
    public async Task Run_AnswerIsLost_TheNextRunFindsWhatWasRecorded()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);
        runner.Source.Replace(Given(B));
        _store.Fate = _ => CommitFate.AnswerLost;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await runner.RunAsync(default));
        _store.Fate = null;
        _time.Advance(TimeSpan.FromHours(1));

        await runner.RunAsync(default);

        Assert.Equal(Start + Policy.PublicationLead, runner.Ring.Keys.Single(key => key.KeyId == B.KeyId).SignsFrom);
    }

    [Fact]
    public async Task Run_OtherReplicaRecordsMeanwhile_ItsWindowHolds()
    {
        var (one, other) = (NewRunner(A), NewRunner(A));
        await one.RunAsync(default);
        await other.RunAsync(default);
        other.Source.Replace(Given(B));
        one.Source.Replace(Given(B));
        var raced = _store.Before(_ => true, async () => await other.RunAsync(default));
        _time.Advance(TimeSpan.FromHours(1));

        await one.RunAsync(default);

        Assert.True(raced());
        Assert.Equal(
            other.Ring.Keys.Single(key => key.KeyId == B.KeyId).SignsFrom, one.Ring.Keys.Single(key => key.KeyId == B.KeyId).SignsFrom);
    }

    [Fact]
    public async Task Record_OfTwoKeys_HasNoPrivateHalfAndRefusesEveryChangedBit()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);
        runner.Source.Replace(Given(B));
        await runner.RunAsync(default);
        var record = (await _store.GetAsync(SuccessionRecord.StorageKey, default))!.Value.ToArray();

        Assert.Contains("\"sealedPrivateKey\":\"\"", Encoding.UTF8.GetString(record), StringComparison.Ordinal);
        Assert.Equal(2, SuccessionRecord.Read(record, _sealing).Count);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<Core.Signing.Managed.ManagedKeyException>(() => SuccessionRecord.Read(record, _sealing));
            record[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task Run_RecordOfAnotherWriter_IsNotUsedAndSaidSo()
    {
        var forged = NewRunner(C, new KeyEncryptionKeys([new KeyEncryptionKey(RandomNumberGenerator.GetBytes(32))]));
        await forged.RunAsync(default);

        var runner = NewRunner(A);
        var change = await runner.RunAsync(default);

        Assert.Contains("are sealed with the key-encryption key ", change.Fault, StringComparison.Ordinal);
        Assert.Equal(("A", "A"), (await SignAsync(runner), Published(runner)));
        Assert.Null((await runner.RunAsync(default)).Fault);
    }

    [Fact]
    public async Task Run_FormerKeyThatAFileNames_VerifiesWithoutAnEnd()
    {
        var runner = NewRunner(A);
        await runner.RunAsync(default);
        runner.Source.Replace(Given(B, A));
        await runner.RunAsync(default);
        _time.Advance(TimeSpan.FromDays(90));

        await runner.RunAsync(default);

        Assert.Equal(("B", "BA"), (await SignAsync(runner), Published(runner)));
    }

    private KeySuccessionRunner NewRunner(Signet.Signing.Local.LocalJwtSigner signing, KeyEncryptionKeys? sealing = null) => new(
        _store, sealing ?? _sealing, new SuccessionSettings(Policy, KeyActivation.Published), new GivenKeySource(Given(signing)), _time);

    private string Published(KeySuccessionRunner runner) =>
        string.Concat(runner.Ring.Ring.Current.At(_time.GetUtcNow()).Published.Select(key => NameOf(key.KeyId)));

    private async Task<string> SignAsync(KeySuccessionRunner runner)
    {
        var issued = _time.GetUtcNow().ToUnixTimeSeconds();
        var signed = await runner.Ring.Ring.Current.Signer.SignAsync(StubSigner.Request() with { IssuedAt = issued, ExpiresAt = issued + 600 }, default);
        return NameOf(JoseHeader.TryReadEncoded(signed.EncodedHeader.Span)!.Value.KeyId);
    }
}
