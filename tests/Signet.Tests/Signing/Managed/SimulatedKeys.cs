using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Signing.Local;

namespace Signet.Tests.Signing.Managed;

/// <summary>Key pairs of tests, made once for all of them.</summary>
internal static class SimulatedKeys
{
    private static readonly List<LocalJwtSigner> Signers = [];
    private static readonly Lock Gate = new();

    /// <summary>The key with a number, as a transition creates it.</summary>
    public static ManagedKey Make(int number, KeyTransition.Create create, KeyPolicy policy, DateTimeOffset now)
    {
        var signer = SignerAt(number);
        return new ManagedKey
        {
            KeyId = signer.KeyId,
            Algorithm = create.Algorithm,
            PublicKey = signer.PublicKey.SubjectPublicKeyInfo,
            SealedPrivateKey = new byte[] { 1 },
            CreatedAt = WholeSeconds.Ceiling(now),
            PublishedFrom = create.PublishedFrom,
            SignsFrom = create.SignsFrom,
            MaxLifetime = policy.MaxLifetime,
            IsActivationForced = create.IsForced,
            IsPublicationWaived = create.IsPublicationWaived,
        };
    }

    /// <summary>The public half of a key.</summary>
    public static VerificationKey PublicKeyOf(ManagedKey key) => Find(key).PublicKey;

    /// <summary>The signer of a key that still has its private half.</summary>
    public static IJwtSigner? SignerOf(ManagedKey key) => key.SealedPrivateKey.IsEmpty ? null : Find(key);

    private static LocalJwtSigner Find(ManagedKey key)
    {
        lock (Gate)
        {
            return Signers.First(signer => signer.KeyId == key.KeyId);
        }
    }

    private static LocalJwtSigner SignerAt(int number)
    {
        lock (Gate)
        {
            while (Signers.Count <= number)
            {
                using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
                Signers.Add(LocalJwtSigner.Create(key, $"key-{Signers.Count}"));
            }

            return Signers[number];
        }
    }
}
