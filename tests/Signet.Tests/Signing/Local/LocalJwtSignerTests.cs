using System.Security.Cryptography;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Signing.Local;

namespace Signet.Tests.Signing.Local;

/// <summary>Given key ids, and keys that cannot sign.</summary>
public sealed class LocalJwtSignerTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("with \"quotes\" and \\")]
    [InlineData("schlüssel/1")]
    public async Task Sign_GivenKeyId_IsInTheHeader(string keyId)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = LocalJwtSigner.Create(key, keyId);

        var made = await signer.SignAsync(StubSigner.Request(), default);

        Assert.Equal(keyId, signer.KeyId);
        Assert.Equal(keyId, Core.Signing.Jose.JoseHeader.TryReadEncoded(made.EncodedHeader.Span)?.KeyId);
    }

    [Fact]
    public async Task Sign_PrivateKeyThatCannotBeUsed_SigningFailedWithoutTheKey()
    {
        using var broken = new BrokenKey();
        var signer = LocalJwtSigner.Create(broken);

        var failure = await Assert.ThrowsAsync<SigningFailedException>(async () => await signer.SignAsync(StubSigner.Request(), default));

        Assert.Null(failure.RetryAfter);
        Assert.IsAssignableFrom<CryptographicException>(failure.InnerException);
        Assert.Contains(signer.KeyId, failure.Message, StringComparison.Ordinal);
        var text = failure.ToString();
        Assert.DoesNotContain(Base64UrlText.Encode(broken.Private), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(broken.Private), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(broken.Private), text, StringComparison.Ordinal);
    }

    /// <summary>A key with a valid public key and a private key that cannot be imported.</summary>
    private sealed class BrokenKey : ECDsa
    {
        private readonly ECParameters _good;

        public BrokenKey()
        {
            using var key = Create(ECCurve.NamedCurves.nistP256);
            _good = key.ExportParameters(true);
        }

        public byte[] Private => _good.D![1..];

        public override ECParameters ExportParameters(bool includePrivateParameters) => _good with { D = includePrivateParameters ? Private : null };

        public override byte[] SignHash(byte[] hash) => throw new NotSupportedException();

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException();
    }
}
