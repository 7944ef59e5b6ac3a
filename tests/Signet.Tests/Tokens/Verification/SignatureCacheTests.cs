using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Tokens.Verification;

/// <summary>The cached signatures after a change of keys.</summary>
public sealed class SignatureCacheTests
{
    private const string Token = "token";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly LocalJwtSigner Signer = TestKeyRing.NewSigner();
    private static readonly LocalJwtSigner Leaving = TestKeyRing.NewSigner("leaving");
    private static readonly TokenClaims Claims = new()
    {
        Issuer = "",
        Subject = "",
        Audiences = [],
        IssuedAt = Now.ToUnixTimeSeconds(),
        NotBefore = 0,
        ExpiresAt = Now.ToUnixTimeSeconds() + 600,
        Id = "",
        Namespace = "n",
        ServiceAccount = new ObjectClaim("a", "u"),
    };

    private readonly SignatureCache _cache = new(16);
    private readonly KeyRingSnapshot _first = Snapshot(new RingKey { Key = Leaving.PublicKey, KeyId = "leaving" });

    [Fact]
    public void Find_AfterASwapToTheSameKey_IsRemembered()
    {
        Remember(_first);

        var next = Snapshot(new RingKey { Key = Again(Leaving.PublicKey), KeyId = "leaving" });
        var found = _cache.Find(Token, next, Now);

        Assert.NotNull(found);
        Assert.Same(next.Find("leaving"), found.Key);
        Assert.Same(found, _cache.Find(Token, next, Now));
    }

    [Fact]
    public void Find_AfterASwapWithoutTheKey_IsForgotten()
    {
        Remember(_first);

        Assert.Null(_cache.Find(Token, Snapshot(), Now));
        Assert.Null(_cache.Find(Token, _first, Now));
    }

    [Fact]
    public void Find_AfterASwapToAnotherKeyWithTheSameId_IsForgotten()
    {
        Remember(_first);

        Assert.Null(_cache.Find(Token, Snapshot(new RingKey { Key = TestKeyRing.NewSigner().PublicKey, KeyId = "leaving" }), Now));
    }

    [Fact]
    public void Find_AfterASwapToTheSameKeyWithAnotherId_IsForgotten()
    {
        Remember(_first);

        Assert.Null(_cache.Find(Token, Snapshot(new RingKey { Key = Leaving.PublicKey, KeyId = "renamed" }), Now));
    }

    /// <summary>A review that began before the swap adds its token afterwards.</summary>
    [Fact]
    public void Find_EntryOfAnOlderSnapshotAddedAfterTheSwap_IsNotUsed()
    {
        var next = Snapshot();
        Assert.Null(_cache.Find(Token, next, Now));

        Remember(_first);

        Assert.Null(_cache.Find(Token, next, Now));
    }

    [Fact]
    public void Find_KeyThatNoLongerVerifies_IsForgotten()
    {
        var end = Now.AddSeconds(60);
        Remember(_first);
        var next = Snapshot(new RingKey { Key = Leaving.PublicKey, KeyId = "leaving", VerifiesUntil = end });

        Assert.NotNull(_cache.Find(Token, next, end.AddSeconds(-1)));
        Assert.Null(_cache.Find(Token, next, end));
        Assert.Null(_cache.Find(Token, next, end.AddSeconds(-1)));
    }

    /// <summary>Entries do not keep their snapshots in memory.</summary>
    [Fact]
    public void Remember_EntryOfASnapshotThatIsReplaced_LetsItGo()
    {
        var replaced = RememberAndDrop();

        for (var i = 0; i < 10 && replaced.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(replaced.IsAlive);
        Assert.NotNull(_cache.Find(Token, _first, Now));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference RememberAndDrop()
    {
        var snapshot = Snapshot(new RingKey { Key = Leaving.PublicKey, KeyId = "leaving" });
        Remember(snapshot);
        return new WeakReference(snapshot);
    }

    private void Remember(KeyRingSnapshot snapshot) =>
        _cache.Remember(Token, new SignedClaims(Claims, TokenUser.Of(Claims), snapshot.Find("leaving")!, snapshot.Stamp), Now);

    private static KeyRingSnapshot Snapshot(params RingKey[] more)
    {
        var definition = TestKeyRing.Define(Signer);
        return new KeyRingSnapshot(definition with { Keys = [.. definition.Keys, .. more] });
    }

    /// <summary>Another instance of the key, as after reading its file again.</summary>
    private static VerificationKey Again(VerificationKey key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
        return VerificationKey.From(ecdsa)!;
    }
}
