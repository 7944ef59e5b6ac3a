using Signet.Core.Signing.Ring;

namespace Signet.Signing.Local;

/// <summary>
/// A key ring of files, as kube-apiserver takes them: one key signs, all of them verify and are published, at once and without an end.
/// </summary>
internal sealed record StaticKeys
{
    /// <summary>The file of the private key that signs (<c>--service-account-signing-key-file</c>).</summary>
    public required KeyFile SigningFile { get; init; }

    /// <summary>Files of further keys that verify (<c>--service-account-key-file</c>).</summary>
    public IReadOnlyList<KeyFile> VerificationFiles { get; init; } = [];

    /// <summary>The <c>max-age</c> of the JWKS.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The longest lifetime of any token.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    /// <summary>Makes the snapshot: the signing key first in the JWKS, the others in the order of their files. Reads nothing from the disk.</summary>
    /// <exception cref="KeyFileException">A file has no key that can be used; the message names the file.</exception>
    /// <exception cref="KeyRingException">The keys do not go together.</exception>
    public KeyRingSnapshot ToSnapshot()
    {
        var signer = SigningFile.ReadSigner();
        return new KeyRingSnapshot(new KeyRingDefinition
        {
            Keys =
            [
                new RingKey { Key = signer.PublicKey, KeyId = signer.KeyId },
                .. VerificationFiles.SelectMany(file => file.ReadPublicKeys()).Select(key => new RingKey { Key = key }),
            ],
            Signers = [new RingSigner { Signer = signer, KeyId = signer.KeyId }],
            MaxAge = MaxAge,
            MaxLifetime = MaxLifetime,
        });
    }
}
