namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The contract with a key in SoftHSM, for RS256.</summary>
[Collection(SoftHsmInProcess.Name)]
public sealed class SoftHsmRsaContractTests() : SoftHsmContract("rsa:2048")
{
    [Fact]
    public void PublicKey_Algorithm_IsThatOfTheKey() => Assert.Equal("RS256", Key.Key.Algorithm.Name);
}
