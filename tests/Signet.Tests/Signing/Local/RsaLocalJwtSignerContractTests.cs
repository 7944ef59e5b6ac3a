using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Signing.Local;

namespace Signet.Tests.Signing.Local;

/// <summary>The contract with an RSA key and a given key id.</summary>
public sealed class RsaLocalJwtSignerContractTests : JwtSignerContract
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private readonly LocalJwtSigner _signer = LocalJwtSigner.Create(Rsa, "given");

    private protected override IJwtSigner Signer => _signer;

    private protected override (VerificationKey Key, string KeyId) Key => (_signer.PublicKey, "given");
}
