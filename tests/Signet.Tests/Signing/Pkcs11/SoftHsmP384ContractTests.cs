namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The contract with a key in SoftHSM, for ES384.</summary>
[Collection(SoftHsmInProcess.Name)]
public sealed class SoftHsmP384ContractTests() : SoftHsmContract("EC:secp384r1")
{
    [Fact]
    public void PublicKey_Algorithm_IsThatOfTheKey() => Assert.Equal("ES384", Key.Key.Algorithm.Name);
}
