using System.Security.Cryptography;
using Signet.Core.Signing;

namespace Signet.Tests.Signing.Jwks;

/// <summary>New RSA keys have no weakness. The keys take seconds, so that the mutation runs leave this test out.</summary>
public sealed class RsaKeyWeaknessLoadTests
{
    [Fact]
    public void Find_OrdinaryKeys_HaveNoWeakness()
    {
        for (var i = 0; i < 8; i++)
        {
            Assert.Null(RsaKeyWeakness.Find(2048, new RSAParameters { Modulus = NewModulus(), Exponent = [1, 0, 1] }));
            Assert.Null(RsaKeyWeakness.Find(2048, new RSAParameters { Modulus = NewModulus(), Exponent = [3] }));
        }
    }

    private static byte[] NewModulus()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(false).Modulus!;
    }
}
