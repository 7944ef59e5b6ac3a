using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Succession;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Succession;

/// <summary>Keys of files, made once for all tests.</summary>
internal static class GivenTestKeys
{
    /// <summary>The time at which tests begin.</summary>
    public static DateTimeOffset Start { get; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <summary>Published a day before it signs; tokens of two hours.</summary>
    public static KeyPolicy Policy { get; } = new() { RotationInterval = null, MaxLifetime = TimeSpan.FromHours(2) };

    public static LocalJwtSigner A { get; } = TestKeyRing.NewSigner();

    public static LocalJwtSigner B { get; } = TestKeyRing.NewSigner();

    public static LocalJwtSigner C { get; } = TestKeyRing.NewSigner();

    /// <summary>Files with a signing key and keys that verify.</summary>
    public static GivenKeys Given(LocalJwtSigner signing, params LocalJwtSigner[] verifying) =>
        new(signing.PublicKey, signing, [.. verifying.Select(signer => signer.PublicKey)]);

    /// <summary>Which key each letter stands for.</summary>
    public static string NameOf(string keyId) => keyId == A.KeyId ? "A" : keyId == B.KeyId ? "B" : "C";
}
