using Signet.Core.Signing;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Local;

/// <summary>The contract with an EC key.</summary>
public sealed class EllipticLocalJwtSignerContractTests : JwtSignerContract
{
    private readonly LocalJwtSigner _signer = TestKeyRing.NewSigner();

    private protected override IJwtSigner Signer => _signer;

    private protected override (VerificationKey Key, string KeyId) Key => (_signer.PublicKey, _signer.KeyId);
}
