using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Jwks;

/// <summary>The usable keys of a JWKS, and the reasons why others are unusable.</summary>
public sealed class JsonWebKeySetReaderTests
{
    private static readonly byte[] Good = NewModulus();

    [Theory]
    [InlineData("")]
    [InlineData(",\"use\":\"sig\"")]
    [InlineData(",\"key_ops\":[\"verify\"]")]
    [InlineData(",\"use\":\"sig\",\"key_ops\":[\"sign\",\"verify\"],\"alg\":\"PS384\"")]
    public void TryRead_KeyForVerification_IsUsed(string more) => Assert.Equal("k", Assert.Single(Read(RsaKeys.Jwk(Good, more: more)).Keys).KeyId);

    [Theory]
    [InlineData(",\"use\":\"enc\"", "its use is not sig")]
    [InlineData(",\"use\":\"\"", "its use is not sig")]
    [InlineData(",\"use\":7", "its use is not sig")]
    [InlineData(",\"use\":null", "its use is not sig")]
    [InlineData(",\"key_ops\":[]", "its key_ops do not have verify")]
    [InlineData(",\"key_ops\":[\"sign\"]", "its key_ops do not have verify")]
    [InlineData(",\"key_ops\":\"verify\"", "its key_ops do not have verify")]
    [InlineData(",\"use\":\"sig\",\"key_ops\":[\"encrypt\",\"wrapKey\"]", "its key_ops do not have verify")]
    [InlineData(",\"alg\":\"RSA-OAEP\"", "the algorithm \"RSA-OAEP\" is not accepted")]
    [InlineData(",\"alg\":\"HS256\"", "the algorithm \"HS256\" is not accepted")]
    [InlineData(",\"alg\":\"ES256\"", "the algorithm \"ES256\" is not one of such a key")]
    public void TryRead_KeyForAnotherUse_IsUnusableWithAReason(string more, string reason) =>
        AssertUnusable(RsaKeys.Jwk(Good, more: more), reason);

    [Fact]
    public void TryRead_RocaKey_IsNotUsed()
    {
        for (var i = 0; i < 20; i++)
        {
            AssertUnusable(RsaKeys.Jwk(RsaKeys.RocaModulus()), "CVE-2017-15361");
        }
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0, 0, 1 })]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 0 })]
    public void Find_InvalidExponent_IsAWeakness(byte[] exponent) =>
        Assert.Contains("exponent", RsaKeyWeakness.Find(2048, new RSAParameters { Modulus = Good, Exponent = exponent }), StringComparison.Ordinal);

    [Fact]
    public void TryRead_ShortOrEvenModulus_IsNotUsed()
    {
        AssertUnusable(RsaKeys.Jwk(RsaKeys.Number(RsaKeys.Number(Good) >> 1024)), "at least 2048");
        Assert.Empty(Read(RsaKeys.Jwk(RsaKeys.Number(RsaKeys.Number(Good) & ~BigInteger.One))).Keys);
    }

    [Fact]
    public void KeyFile_RocaKey_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        using var rsa = RSA.Create(new RSAParameters { Modulus = RsaKeys.RocaModulus(), Exponent = [1, 0, 1] });
        foreach (var pem in new[] { rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem() })
        {
            File.WriteAllText(folder.File("weak.pem"), pem);

            var exception = Assert.Throws<KeyFileException>(() => KeyFile.Load(folder.File("weak.pem")).ReadPublicKeys());
            Assert.Contains("weak.pem: the RSA key has the ROCA weakness (CVE-2017-15361)", exception.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertUnusable(string jwk, string reason)
    {
        var (keys, unusable) = Read(jwk);
        Assert.Empty(keys);
        Assert.Equal("k", Assert.Single(unusable).KeyId);
        Assert.Contains(reason, unusable[0].Reason, StringComparison.Ordinal);
    }

    private static (IReadOnlyList<PublishedKey> Keys, List<UnusableKey> Unusable) Read(string jwk)
    {
        var unusable = new List<UnusableKey>();
        return (JsonWebKeySetReader.TryRead(Encoding.UTF8.GetBytes($"{{\"keys\":[{jwk}]}}"), unusable)!, unusable);
    }

    private static byte[] NewModulus()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(false).Modulus!;
    }
}
