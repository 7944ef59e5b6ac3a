using Signet.Core.Signing;

namespace Signet.Server.Hosting.Options;

/// <summary>The keys that sign and verify tokens.</summary>
public sealed record KeyOptions
{
    /// <summary>
    /// <c>--service-account-signing-key-file</c>: a PEM file, or the URI of a key in a token (<c>pkcs11:…</c>). Null uses managed keys.
    /// </summary>
    public string? SigningKeyFile { get; init; }

    /// <summary><c>--service-account-signing-endpoint</c>: the socket of an external signer, whose keys replace keys of the server; null for none.</summary>
    public string? SigningEndpoint { get; init; }

    /// <summary>
    /// <c>--signing-algorithm</c>: the algorithm of managed keys. Null keeps that of the key that signs; the first key is RS256 in a data directory,
    /// because every relying party supports it, and ES256 in memory, because generating the key is fast.
    /// </summary>
    public JwtAlgorithm? SigningAlgorithm { get; init; }

    /// <summary>
    /// <c>--signing-key-import-file</c>: a private key that signed until now and becomes the current managed key, when there is none yet.
    /// </summary>
    public string? ImportFile { get; init; }

    /// <summary><c>--signing-algorithm-for-audience</c>: audiences, or patterns with <c>*</c>, whose tokens have another algorithm.</summary>
    public IReadOnlyDictionary<string, JwtAlgorithm> AlgorithmsByAudience { get; init; } = new Dictionary<string, JwtAlgorithm>();

    /// <summary><c>--signing-key-rotation-interval</c>; null rotates managed keys only on demand.</summary>
    public TimeSpan? RotationInterval { get; init; } = TimeSpan.FromDays(30);

    /// <summary><c>--signing-key-publication-lead</c>: how long a key is in the JWKS before it signs.</summary>
    public TimeSpan PublicationLead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// <c>--signing-key-publication-required</c>: a managed key signs only after <c>signet publish</c> has confirmed its
    /// publication; the publication lead begins then.
    /// </summary>
    public bool PublicationRequired { get; init; }

    /// <summary><c>--signing-key-activation</c>: when a new key in the file of <see cref="SigningKeyFile"/> signs.</summary>
    public KeyActivation SigningKeyActivation { get; init; } = KeyActivation.Published;

    /// <summary><c>--key-encryption-key-file</c>: the first key seals, all of them open. Empty uses the key of the data directory.</summary>
    public IReadOnlyList<string> KeyEncryptionKeyFiles { get; init; } = [];

    /// <summary><c>--pkcs11-sessions</c>: the number of signatures that a token makes at a time.</summary>
    public int Pkcs11Sessions { get; init; } = 8;

    /// <summary><c>--service-account-key-file</c>: more verification keys.</summary>
    public IReadOnlyList<string> VerificationKeyFiles { get; init; } = [];

    /// <summary><c>--unpublished-key-file</c>: more verification keys, which are not in the JWKS.</summary>
    public IReadOnlyList<string> UnpublishedKeyFiles { get; init; } = [];
}
