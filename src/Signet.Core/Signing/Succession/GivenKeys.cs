using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Succession;

/// <summary>The keys that settings give: one signs, the others verify.</summary>
/// <param name="Signing">The public half of the key that is to sign.</param>
/// <param name="Signer">Signs with it.</param>
/// <param name="Verification">Further keys that verify, as long as they are given.</param>
internal sealed record GivenKeys(VerificationKey Signing, IJwtSigner Signer, IReadOnlyList<VerificationKey> Verification)
{
    /// <summary>Keys that verify and are not in the JWKS.</summary>
    public IReadOnlyList<RingKey> Unpublished { get; init; } = [];

    /// <summary>The id of the key that is to sign.</summary>
    public string KeyId => Signing.DefaultKeyId;

    /// <summary>Whether a key is given for verification.</summary>
    public bool Verifies(string keyId) => Verification.Any(key => key.DefaultKeyId == keyId);
}
