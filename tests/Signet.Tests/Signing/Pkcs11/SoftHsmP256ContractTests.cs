namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The contract with a key in SoftHSM, for ES256.</summary>
[Collection(SoftHsmInProcess.Name)]
public sealed class SoftHsmP256ContractTests() : SoftHsmContract("EC:prime256v1")
{
    [Fact]
    public void PublicKey_Algorithm_IsThatOfTheKey() => Assert.Equal("ES256", Key.Key.Algorithm.Name);
}
