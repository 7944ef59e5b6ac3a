using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The key ring of a key in a token.</summary>
public sealed class Pkcs11KeysTests : IDisposable
{
    private readonly FaultyToken _token = new();
    private readonly Pkcs11JwtSigner _signer;
    private readonly VerificationKey _further = NewKey();

    public Pkcs11KeysTests() => _signer = new Pkcs11JwtSigner(
        _token, Pkcs11UriParser.Parse("pkcs11:?module-path=/faulty.so"), Pkcs11Pin.Of("1234"), new Pkcs11SignerOptions(), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _signer.Dispose();

    [Fact]
    public async Task Ring_OpenToken_HasItsKeyFirst()
    {
        await _signer.OpenAsync(Cancellation);
        var keys = NewKeys();

        Assert.Equal([_token.PublicKey.DefaultKeyId, _further.DefaultKeyId], keys.Ring.Current.Keys.Select(key => key.KeyId));
        Assert.Equal(["ES256"], keys.Ring.Current.SigningAlgorithms);
        await keys.Ring.Current.Signer.SignAsync(StubSigner.Request(), Cancellation);
    }

    [Fact]
    public async Task Ring_TokenThatIsAwayAtTheStart_JoinsWhenItIsOpened()
    {
        _token.IsPresent = false;
        Assert.Equal(DeviceCondition.Away, (await _signer.OpenAsync(Cancellation)).Condition);
        var keys = NewKeys();
        Assert.Equal([_further.DefaultKeyId], keys.Ring.Current.Keys.Select(key => key.KeyId));
        await Assert.ThrowsAsync<SigningFailedException>(async () => await keys.Ring.Current.Signer.SignAsync(StubSigner.Request(), Cancellation));

        _token.IsPresent = true;
        await _signer.OpenAsync(Cancellation);

        Assert.Equal([_token.PublicKey.DefaultKeyId, _further.DefaultKeyId], keys.Ring.Current.Keys.Select(key => key.KeyId));
        await keys.Ring.Current.Signer.SignAsync(StubSigner.Request(), Cancellation);
    }

    [Fact]
    public void Ring_TokenThatIsAwayWithoutFurtherKeys_IsRefused() =>
        Assert.Throws<KeyRingException>(() => new Pkcs11Keys(_signer, [], TimeSpan.FromHours(1), TimeSpan.FromHours(1)));

    [Fact]
    public async Task Use_OtherFurtherKeys_ReplacesTheRing()
    {
        await _signer.OpenAsync(Cancellation);
        var keys = NewKeys();
        var other = NewKey();

        keys.Use([new RingKey { Key = other }]);

        Assert.Equal([_token.PublicKey.DefaultKeyId, other.DefaultKeyId], keys.Ring.Current.Keys.Select(key => key.KeyId));
    }

    private Pkcs11Keys NewKeys() => new(_signer, [new RingKey { Key = _further }], TimeSpan.FromHours(1), TimeSpan.FromDays(365));

    private static VerificationKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return VerificationKey.From(key)!;
    }
}
