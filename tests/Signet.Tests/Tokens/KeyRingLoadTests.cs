using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Tokens;

/// <summary>
/// Issue 11: the key ring is replaced 1,000 times under issuing and reviewing load: no failure, no refused token of a key that stays, and no
/// accepted token of a removed key.
/// </summary>
public sealed class KeyRingLoadTests : IAsyncDisposable
{
    private const int Swaps = 1000;
    private const int Workers = 3;

    /// <summary>Ring i signs with key i, and verifies with key i and the two previous keys.</summary>
    private const int Kept = 3;

    private static readonly string[] Audiences = [TokenBench.Issuer];
    private readonly CancellationTokenSource _stop = new();
    private readonly LocalJwtSigner[] _keys = [.. Enumerable.Range(0, 8).Select(number => TestKeyRing.NewSigner($"key-{number}"))];
    private readonly long[] _rounds = new long[Workers];
    private TokenBench _bench = null!;
    private string[] _tokens = [];
    private int _swapping;
    private int _swapped;

    [Fact]
    public async Task Replace_AThousandTimesUnderLoad_NothingFailsAndRemovedKeysAreRefused()
    {
        _bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var claims = (await _bench.IssueAsync("Pod", "p")).Claims;
        var always = await CompactToken.SignAsync(claims, _bench.Signer, default);
        _tokens = await Task.WhenAll(_keys.Select(key => CompactToken.SignAsync(claims with { Id = key.KeyId }, key, default).AsTask()));
        Swap(Kept);
        var workers = Enumerable.Range(0, Workers).Select(number => Task.Run(() => WorkAsync(number, always))).ToList();
        for (var swap = Kept + 1; swap <= Kept + Swaps; swap++)
        {
            var leaving = _tokens[(swap - Kept) % _keys.Length];
            Assert.IsType<TokenVerdict.Valid>(await VerifyAsync(leaving));
            var before = Rounds();

            Swap(swap);

            Assert.Equal(new TokenVerdict.Rejected(TokenRefusal.UnknownKey, "invalid signature, no keys found"), await VerifyAsync(leaving));
            Assert.IsType<TokenVerdict.Valid>(await VerifyAsync(always));
            await Patience.UntilAsync(() => Task.FromResult(Rounds() > before || workers.Any(worker => worker.IsCompleted)), "a worker has used the ring");
        }

        await _stop.CancelAsync();
        await Task.WhenAll(workers);
        Assert.True(Rounds() >= Swaps, $"{Rounds()} rounds");
        Assert.All(_rounds, rounds => Assert.NotEqual(0, rounds));
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WorkAsync(int number, string always)
    {
        var request = TokenBench.RequestFor("Pod", "p");
        for (var round = 0; !_stop.IsCancellationRequested; round++)
        {
            Assert.IsType<TokenVerdict.Valid>(await VerifyAsync(always));
            var oldest = Volatile.Read(ref _swapped);
            var issued = await _bench.TokenIssuer.IssueAsync(request, _bench.Now, default);
            Assert.True(issued.TryGetValue(out var token, out var error), error?.Message);
            var verdict = await VerifyAsync(token.Token);

            // The signing key is that of a ring between both numbers; it stays in the next two.
            Assert.True(verdict is TokenVerdict.Valid || Volatile.Read(ref _swapping) - oldest >= Kept, $"{verdict}");
            await ReviewAsync((number + round) % _keys.Length);
            Volatile.Write(ref _rounds[number], _rounds[number] + 1);
        }
    }

    /// <summary>Reviews a token of one of the changing keys; the verdict must be right for one of the rings that were current meanwhile.</summary>
    private async Task ReviewAsync(int key)
    {
        var first = Volatile.Read(ref _swapped);
        var verdict = await VerifyAsync(_tokens[key]);
        var last = Volatile.Read(ref _swapping);
        var (isInAll, isInNone) = (true, true);
        for (var ring = first; ring <= last; ring++)
        {
            var isIn = (ring - key + _keys.Length) % _keys.Length < Kept;
            isInAll &= isIn;
            isInNone &= !isIn;
        }

        Assert.False(isInAll && verdict is not TokenVerdict.Valid, $"key {key} stays in the rings {first} to {last}: {verdict}");
        Assert.False(isInNone && verdict is TokenVerdict.Valid, $"key {key} is in none of the rings {first} to {last}");
    }

    private ValueTask<TokenVerdict> VerifyAsync(string token) => _bench.Verifier.VerifyAsync(token, Audiences, _bench.Now, default);

    private long Rounds() => _rounds.Sum();

    /// <summary>Replaces the ring; every other ring has new instances of the keys, as after reading files again.</summary>
    private void Swap(int number)
    {
        var definition = TestKeyRing.Define(_keys[number % _keys.Length], _bench.Signer.PublicKey);
        var next = new KeyRingSnapshot(definition with
        {
            Keys = [.. definition.Keys, .. Enumerable.Range(number - Kept + 1, Kept - 1).Select(ring => KeyOf(_keys[ring % _keys.Length], number))],
        });
        Volatile.Write(ref _swapping, number);
        _bench.Keys.Replace(next);
        Volatile.Write(ref _swapped, number);
    }

    private static RingKey KeyOf(LocalJwtSigner signer, int number)
    {
        if (number % 2 == 0)
        {
            return TestKeyRing.KeyOf(signer);
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(signer.PublicKey.SubjectPublicKeyInfo.Span, out _);
        return new RingKey { Key = VerificationKey.From(ecdsa)!, KeyId = signer.KeyId };
    }
}
