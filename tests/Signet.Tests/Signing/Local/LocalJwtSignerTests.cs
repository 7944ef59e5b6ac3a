using System.Security.Cryptography;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Signing.Local;

namespace Signet.Tests.Signing.Local;

/// <summary>Keys that cannot be used, and ids that need escaping.</summary>
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
        using var broken = new BrokenRsa();
        var signer = LocalJwtSigner.Create(broken);

        var failure = await Assert.ThrowsAsync<SigningFailedException>(async () => await signer.SignAsync(StubSigner.Request(), default));

        Assert.Null(failure.RetryAfter);
        Assert.IsAssignableFrom<CryptographicException>(failure.InnerException);
        Assert.Contains(signer.KeyId, failure.Message, StringComparison.Ordinal);
        var told = failure.ToString();
        Assert.DoesNotContain(Base64UrlText.Encode(broken.Private), told, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(broken.Private), told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(broken.Private), told, StringComparison.Ordinal);
    }

    /// <summary>A key whose public half is right and whose private half no library takes.</summary>
    private sealed class BrokenRsa : RSA
    {
        private readonly RSAParameters _good;

        public BrokenRsa()
        {
            using var key = Create(2048);
            _good = key.ExportParameters(true);
        }

        public byte[] Private => _good.D!;

        public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? _good with { P = _good.P![1..] }
            : new RSAParameters { Modulus = _good.Modulus, Exponent = _good.Exponent };

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
    }
}

/// <summary>The contract, with an elliptic key.</summary>
public sealed class EllipticLocalJwtSignerContractTests : JwtSignerContract
{
    private readonly LocalJwtSigner _signer = Signet.Testing.TestKeyRing.NewSigner();

    protected override IJwtSigner Signer => _signer;

    protected override (VerificationKey Key, string KeyId) Key => (_signer.PublicKey, _signer.KeyId);
}

/// <summary>The contract, with an RSA key.</summary>
public sealed class RsaLocalJwtSignerContractTests : JwtSignerContract
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private readonly LocalJwtSigner _signer = LocalJwtSigner.Create(Rsa, "given");

    protected override IJwtSigner Signer => _signer;

    protected override (VerificationKey Key, string KeyId) Key => (_signer.PublicKey, "given");
}
