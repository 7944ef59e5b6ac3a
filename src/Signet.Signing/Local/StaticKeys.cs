using Signet.Core.Signing.Ring;

namespace Signet.Signing.Local;

/// <summary>
/// A key ring of key files, as kube-apiserver uses them: one key signs; all keys verify and are published, without time limits.
/// </summary>
internal sealed record StaticKeys
{
    /// <summary>The file with the signing key (<c>--service-account-signing-key-file</c>).</summary>
    public required KeyFile SigningFile { get; init; }

    /// <summary>Files with more verification keys (<c>--service-account-key-file</c>).</summary>
    public IReadOnlyList<KeyFile> VerificationFiles { get; init; } = [];

    /// <summary>The <c>max-age</c> of the JWKS.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The max lifetime of tokens.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    /// <summary>Creates the snapshot: the signing key is first in the JWKS, then the others in the order of their files. Does no I/O.</summary>
    /// <exception cref="KeyFileException">A file has no usable key; the message names the file.</exception>
    /// <exception cref="KeyRingException">The keys violate a rule of key rings.</exception>
    public KeyRingSnapshot ToSnapshot()
    {
        var signer = SigningFile.ReadSigner();
        return new KeyRingSnapshot(new KeyRingDefinition
        {
            Keys =
            [
                new RingKey { Key = signer.PublicKey, KeyId = signer.KeyId },
                .. VerificationFiles.SelectMany(file => file.ReadRingKeys()),
            ],
            Signers = [new RingSigner { Signer = signer, KeyId = signer.KeyId }],
            MaxAge = MaxAge,
            MaxLifetime = MaxLifetime,
        });
    }
}
