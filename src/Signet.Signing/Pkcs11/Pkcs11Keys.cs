using Signet.Core.Signing.Ring;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// The key ring of a key in a token and of further keys that verify. While the token has never been opened, only the further keys are in the ring, and the
/// signer refuses to sign; then the key joins them.
/// </summary>
internal sealed class Pkcs11Keys
{
    private readonly Lock _lock = new();
    private readonly Pkcs11JwtSigner _signer;
    private readonly TimeSpan _maxAge;
    private readonly TimeSpan _maxLifetime;
    private IReadOnlyList<RingKey> _further;

    /// <summary>Makes the ring.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="further">Further keys that verify and are published; at least one while the signer's key is not known.</param>
    /// <param name="maxAge">The <c>max-age</c> of the JWKS.</param>
    /// <param name="maxLifetime">The max lifetime of tokens.</param>
    /// <exception cref="KeyRingException">The keys violate a rule of key rings.</exception>
    public Pkcs11Keys(Pkcs11JwtSigner signer, IReadOnlyList<RingKey> further, TimeSpan maxAge, TimeSpan maxLifetime)
    {
        (_signer, _further, _maxAge, _maxLifetime) = (signer, further, maxAge, maxLifetime);
        Ring = new KeyRing(SnapshotOf(further));
        signer.Identified = () => Use(_further);
    }

    /// <summary>The ring.</summary>
    public KeyRing Ring { get; }

    /// <summary>Puts further keys in force.</summary>
    /// <exception cref="KeyRingException">The keys violate a rule of key rings.</exception>
    public void Use(IReadOnlyList<RingKey> further)
    {
        lock (_lock)
        {
            _signer.Use([.. further.Select(key => key.Key)]);
            Ring.Replace(SnapshotOf(further));
            _further = further;
        }
    }

    private KeyRingSnapshot SnapshotOf(IReadOnlyList<RingKey> further) => new(new KeyRingDefinition
    {
        Keys =
        [
            .. _signer.PublicKey is { } key ? [new RingKey { Key = key }] : Array.Empty<RingKey>(),
            .. further,
        ],
        Signers = [new RingSigner { Signer = _signer, KeyId = _signer.PublicKey?.DefaultKeyId }],
        MaxAge = _maxAge,
        MaxLifetime = _maxLifetime,
    });
}
