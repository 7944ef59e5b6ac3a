using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// The key in a token, and further keys that verify, as keys that settings give. While the token has never been opened, its key is not known; then it joins
/// the others, with the windows of a new key.
/// </summary>
internal sealed class Pkcs11Keys
{
    private readonly Lock _lock = new();
    private readonly Pkcs11JwtSigner _signer;
    private readonly UnidentifiedSigner _unidentified;
    private readonly string _uri;
    private IReadOnlyList<RingKey> _further;

    /// <param name="signer">The signer.</param>
    /// <param name="uri">Its URI, without a PIN.</param>
    /// <param name="further">Further keys that verify; at least one of them is published while the signer's key is not known.</param>
    public Pkcs11Keys(Pkcs11JwtSigner signer, string uri, IReadOnlyList<RingKey> further)
    {
        (_signer, _unidentified, _uri, _further) = (signer, new UnidentifiedSigner(signer), uri, further);
        Source = new GivenKeySource(Given());
        signer.Identified = () => Use(null);
        if (signer.PublicKey is not null && Source.Current.Signing is null)
        {
            // An attempt that took longer than its time limit has succeeded meanwhile.
            Use(null);
        }
    }

    /// <summary>The keys at present.</summary>
    public GivenKeySource Source { get; }

    /// <summary>Replaces the further keys; null keeps them.</summary>
    public void Use(IReadOnlyList<RingKey>? further)
    {
        lock (_lock)
        {
            if (further is not null)
            {
                _further = further;
                _signer.Use([.. further.Select(key => key.Key)]);
            }

            Source.Replace(Given());
        }
    }

    private GivenKeys Given()
    {
        var key = _signer.PublicKey;
        return new GivenKeys(key, key is null ? _unidentified : _signer, [.. _further.Where(one => one.IsInKeySet).Select(one => one.Key)])
        {
            DeviceUri = _uri,
            Unpublished = [.. _further.Where(one => !one.IsInKeySet)],
        };
    }
}
