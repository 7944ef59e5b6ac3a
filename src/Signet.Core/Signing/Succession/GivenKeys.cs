using Signet.Core.Signing.Ring;

namespace Signet.Core.Signing.Succession;

/// <summary>The keys that settings give: one signs, the others verify.</summary>
/// <param name="Signing">The public half of the key that is to sign; null while the device that has it has never been opened.</param>
/// <param name="Signer">Signs with it; refuses every request while the key is not known.</param>
/// <param name="Verification">Further keys that verify, as long as they are given.</param>
internal sealed record GivenKeys(VerificationKey? Signing, IJwtSigner Signer, IReadOnlyList<VerificationKey> Verification)
{
    /// <summary>Keys that verify and are not in the JWKS.</summary>
    public IReadOnlyList<RingKey> Unpublished { get; init; } = [];

    /// <summary>The URI of the device that has the key (RFC 7512, without a PIN); null for a key in a file.</summary>
    public string? DeviceUri { get; init; }

    /// <summary>The id of the key that is to sign; null like <see cref="Signing"/>.</summary>
    public string? KeyId => Signing?.DefaultKeyId;

    /// <summary>Whether a key is given for verification.</summary>
    public bool Verifies(string keyId) => Verification.Any(key => key.DefaultKeyId == keyId);
}
