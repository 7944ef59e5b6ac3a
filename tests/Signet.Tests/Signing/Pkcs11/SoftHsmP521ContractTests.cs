namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The contract with a key in SoftHSM, for ES512.</summary>
[Collection(SoftHsmInProcess.Name)]
public sealed class SoftHsmP521ContractTests() : SoftHsmContract("EC:secp521r1")
{
    [Fact]
    public void PublicKey_Algorithm_IsThatOfTheKey() => Assert.Equal("ES512", Key.Key.Algorithm.Name);
}
