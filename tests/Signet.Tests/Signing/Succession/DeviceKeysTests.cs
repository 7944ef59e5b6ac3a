using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Core.Signing.Jose;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Succession;
using Signet.Signing.Local;
using Signet.Storage.Memory;
using static Signet.Tests.Signing.Succession.GivenTestKeys;

namespace Signet.Tests.Signing.Succession;

/// <summary>The windows of keys in devices: not known before the first opening, and opened again by their URI after a restart.</summary>
public sealed class DeviceKeysTests : IAsyncDisposable
{
    private const string Away = "the test has the device away";
    private readonly FakeTimeProvider _time = new(Start);
    private readonly MemoryObjectStore _store = new(new MemoryObjectStoreOptions());
    private readonly KeyEncryptionKeys _sealing = new([new KeyEncryptionKey(RandomNumberGenerator.GetBytes(32))]);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Run_KeyIsNotKnownYet_OthersVerifyAndNothingIsSigned()
    {
        var runner = NewRunner(Unknown("pkcs11:a", B));

        await runner.RunAsync(default);

        Assert.Equal("B", Published(runner));
        var failed = await Assert.ThrowsAsync<SigningFailedException>(() => SignAsync(runner));
        Assert.Equal(Away, failed.Message);

        runner.Source.Replace(Given(A, B) with { DeviceUri = "pkcs11:a" });
        await runner.RunAsync(default);

        Assert.Equal(("A", "AB"), (await SignAsync(runner), Published(runner)));
    }

    [Theory]
    [InlineData(KeyActivation.Published)]
    [InlineData(KeyActivation.Exclusive)]
    public async Task Run_RecordedKeyIsNotKnownAfterARestart_ItsTokensAreAccepted(KeyActivation activation)
    {
        await NewRunner(Given(A) with { DeviceUri = "pkcs11:a" }, activation).RunAsync(default);

        var runner = NewRunner(Unknown("pkcs11:a", B), activation);
        await runner.RunAsync(default);

        Assert.True(runner.Ring.Ring.Current.Find(A.KeyId)!.VerifiesAt(_time.GetUtcNow()));
        await Assert.ThrowsAsync<SigningFailedException>(() => SignAsync(runner));
    }

    [Fact]
    public async Task Run_OtherUriWithTheFormerSigner_FormerKeySignsUntilTheWindow()
    {
        await NewRunner(Given(A) with { DeviceUri = "pkcs11:a" }).RunAsync(default);
        var runner = NewRunner(Given(B) with { DeviceUri = "pkcs11:b" });
        var former = await runner.FindFormerAsync(default);
        Assert.Equal((A.KeyId, "pkcs11:a"), (former!.KeyId, former.DeviceUri));

        runner.Ring.Keep(former.KeyId, A);
        await runner.RunAsync(default);

        Assert.Equal(("A", "BA"), (await SignAsync(runner), Published(runner)));
        _time.Advance(Policy.PublicationLead - TimeSpan.FromSeconds(1));
        Assert.Equal("A", await SignAsync(runner));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("B", await SignAsync(runner));

        // Then there is nothing to open any more.
        Assert.Null(await NewRunner(Given(B) with { DeviceUri = "pkcs11:b" }).FindFormerAsync(default));
    }

    /// <summary>The window of a new key that is away at the start goes on, and the former key signs.</summary>
    [Fact]
    public async Task Run_NewKeyIsNotKnown_FormerSignerSigns()
    {
        await NewRunner(Given(A) with { DeviceUri = "pkcs11:a" }).RunAsync(default);
        var runner = NewRunner(Unknown("pkcs11:b", C));
        runner.Ring.Keep((await runner.FindFormerAsync(default))!.KeyId, A);

        await runner.RunAsync(default);

        Assert.Equal("A", await SignAsync(runner));
    }

    [Fact]
    public async Task FindFormer_KeyOfAFile_IsNone()
    {
        await NewRunner(Given(A)).RunAsync(default);

        Assert.Null(await NewRunner(Given(B) with { DeviceUri = "pkcs11:b" }).FindFormerAsync(default));
    }

    [Fact]
    public async Task FindFormer_SameUri_IsNone()
    {
        await NewRunner(Given(A) with { DeviceUri = "pkcs11:a" }).RunAsync(default);

        Assert.Null(await NewRunner(Given(B) with { DeviceUri = "pkcs11:a" }).FindFormerAsync(default));
        Assert.Null(await NewRunner(Unknown("pkcs11:a", B)).FindFormerAsync(default));
    }

    /// <summary>The URI of the last start counts; what another replica has is left alone until then.</summary>
    [Fact]
    public async Task Run_SameKeyByAnotherUri_IsRecordedOnce()
    {
        var one = NewRunner(Given(A) with { DeviceUri = "pkcs11:one" });
        await one.RunAsync(default);
        var other = NewRunner(Given(A) with { DeviceUri = "pkcs11:other" });
        await other.RunAsync(default);
        var revision = await _store.GetRevisionAsync(default);

        await one.RunAsync(default);
        await other.RunAsync(default);

        Assert.Equal(revision, await _store.GetRevisionAsync(default));
        Assert.Equal("pkcs11:other", (await NewRunner(Given(B)).FindFormerAsync(default))!.DeviceUri);
    }

    [Fact]
    public async Task Run_KeyOfADeviceIsInAFileNow_HasNoUri()
    {
        await NewRunner(Given(A) with { DeviceUri = "pkcs11:a" }).RunAsync(default);
        await NewRunner(Given(A)).RunAsync(default);

        Assert.Null(await NewRunner(Given(B)).FindFormerAsync(default));
    }

    private static GivenKeys Unknown(string uri, params LocalJwtSigner[] verifying) =>
        new(null, new StubSigner(() => throw new SigningFailedException(Away)), [.. verifying.Select(signer => signer.PublicKey)]) { DeviceUri = uri };

    private KeySuccessionRunner NewRunner(GivenKeys given, KeyActivation activation = KeyActivation.Published) =>
        new(_store, _sealing, new SuccessionSettings(Policy, activation), new GivenKeySource(given), _time);

    private string Published(KeySuccessionRunner runner) =>
        string.Concat(runner.Ring.Ring.Current.At(_time.GetUtcNow()).Published.Select(key => NameOf(key.KeyId)));

    private async Task<string> SignAsync(KeySuccessionRunner runner)
    {
        var issued = _time.GetUtcNow().ToUnixTimeSeconds();
        var signed = await runner.Ring.Ring.Current.Signer.SignAsync(StubSigner.Request() with { IssuedAt = issued, ExpiresAt = issued + 600 }, default);
        return NameOf(JoseHeader.TryReadEncoded(signed.EncodedHeader.Span)!.Value.KeyId);
    }
}
