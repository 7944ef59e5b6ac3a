using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;

namespace Signet.Server.Authentication.Issuers;

/// <summary>The keys that an issuer published at one time. Immutable.</summary>
/// <param name="Keys">The keys, in the order of the JWKS.</param>
internal sealed record IssuerKeySnapshot(IReadOnlyList<PublishedKey> Keys)
{
    /// <summary>The state before the first fetch.</summary>
    public static IssuerKeySnapshot None { get; } = new([]);

    /// <summary>Whether one of the keys verifies a signature.</summary>
    public bool Verifies(string keyId, JwtAlgorithm algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        for (var i = 0; i < Keys.Count; i++)
        {
            if (Keys[i].Verifies(keyId, algorithm, signingInput, signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the keys are equal; signatures that were verified with these keys then stay verified.</summary>
    public bool IsSame(IReadOnlyList<PublishedKey> others)
    {
        if (others.Count != Keys.Count)
        {
            return false;
        }

        for (var i = 0; i < others.Count; i++)
        {
            if (others[i].KeyId != Keys[i].KeyId || others[i].Algorithm != Keys[i].Algorithm || !others[i].Key.HasSamePublicKey(Keys[i].Key))
            {
                return false;
            }
        }

        return true;
    }
}
