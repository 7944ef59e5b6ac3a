using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Uris;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>A key in a token as a key that settings give.</summary>
public sealed class Pkcs11KeysTests : IDisposable
{
    private const string Uri = "pkcs11:?module-path=/faulty.so";
    private readonly FaultyToken _token = new();
    private readonly Pkcs11JwtSigner _signer;
    private readonly VerificationKey _further = NewKey();

    public Pkcs11KeysTests() => _signer = new Pkcs11JwtSigner(
        _token, Pkcs11UriParser.Parse(Uri), Pkcs11Pin.Of("1234"), new Pkcs11SignerOptions(), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _signer.Dispose();

    [Fact]
    public async Task Source_OpenToken_HasItsKeyAndTheUri()
    {
        await _signer.OpenAsync(Cancellation);

        var given = NewKeys().Source.Current;

        Assert.Equal(_token.PublicKey.DefaultKeyId, given.KeyId);
        Assert.Same(_signer, given.Signer);
        Assert.Equal([_further], given.Verification);
        Assert.Equal(Uri, given.DeviceUri);
    }

    [Fact]
    public async Task Source_TokenThatIsAwayAtTheStart_RefusesUntilItIsOpened()
    {
        _token.IsPresent = false;
        Assert.Equal(DeviceCondition.Away, (await _signer.OpenAsync(Cancellation)).Condition);
        var source = NewKeys().Source;
        var before = source.Current;
        Assert.Null(before.KeyId);
        Assert.NotNull((await RefusalAsync(before)).RetryAfter);

        _token.IsPresent = true;
        var changed = source.WaitForChangeAsync(Cancellation);
        await _signer.OpenAsync(Cancellation);

        await changed.WaitAsync(Patience.Limit, Cancellation);
        Assert.Equal(_token.PublicKey.DefaultKeyId, source.Current.KeyId);
        await source.Current.Signer.SignAsync(StubSigner.Request(), Cancellation);

        // A request of the moment before, with the former snapshot: the key is not in its JWKS.
        Assert.Contains("its key is being published", (await RefusalAsync(before)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_OtherFurtherKeys_ReplacesThemAndKeepsThoseThatAreNotPublishedApart()
    {
        await _signer.OpenAsync(Cancellation);
        var keys = NewKeys();
        var (other, hidden) = (NewKey(), NewKey());

        keys.Use([new RingKey { Key = other }, new RingKey { Key = hidden, IsInKeySet = false }]);

        var given = keys.Source.Current;
        Assert.Equal(_token.PublicKey.DefaultKeyId, given.KeyId);
        Assert.Equal([other], given.Verification);
        Assert.Equal([hidden.DefaultKeyId], given.Unpublished.Select(key => key.KeyId));
    }

    private static Task<SigningFailedException> RefusalAsync(GivenKeys given) =>
        Assert.ThrowsAsync<SigningFailedException>(async () => await given.Signer.SignAsync(StubSigner.Request(), Cancellation));

    private Pkcs11Keys NewKeys() => new(_signer, Uri, [new RingKey { Key = _further }]);

    private static VerificationKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return VerificationKey.From(key)!;
    }
}
