using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Signing.Local;

namespace Signet.Testing;

/// <summary>Key rings for tests.</summary>
internal static class TestKeyRing
{
    /// <summary>The maximum lifetime of tokens.</summary>
    public static TimeSpan MaxLifetime { get; } = TimeSpan.FromDays(365);

    /// <summary>The <c>max-age</c> of the JWKS.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromHours(1);

    /// <summary>A ring of one signer and further verification keys.</summary>
    public static KeyRing Of(LocalJwtSigner signer, params VerificationKey[] more) => new(Snapshot(signer, more));

    /// <summary>A snapshot of one signer and further verification keys.</summary>
    public static KeyRingSnapshot Snapshot(LocalJwtSigner signer, params VerificationKey[] more) => new(Define(signer, more));

    /// <summary>The definition of such a snapshot.</summary>
    public static KeyRingDefinition Define(LocalJwtSigner signer, params VerificationKey[] more) => new()
    {
        Keys = [KeyOf(signer), .. more.Select(key => new RingKey { Key = key })],
        Signers = [new RingSigner { Signer = signer, KeyId = signer.KeyId }],
        MaxAge = MaxAge,
        MaxLifetime = MaxLifetime,
    };

    /// <summary>The key of a signer, without windows.</summary>
    public static RingKey KeyOf(LocalJwtSigner signer) => new() { Key = signer.PublicKey, KeyId = signer.KeyId };

    /// <summary>A new ES256 key.</summary>
    public static LocalJwtSigner NewSigner(string? keyId = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return LocalJwtSigner.Create(key, keyId);
    }
}
