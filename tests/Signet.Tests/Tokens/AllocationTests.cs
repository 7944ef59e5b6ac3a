using Signet.Core.Resources.Kinds;
using Signet.Core.Signing;

namespace Signet.Tests.Tokens;

/// <summary>Keeps what the hot path has won: bytes allocated for each call, with about a quarter of headroom.</summary>
public sealed class AllocationTests
{
    private const int Calls = 400;

    [Fact]
    public async Task Issue_Es256_StaysBelowItsCeiling()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var request = TokenBench.RequestFor("Pod", "p");
        var now = bench.Now;

        Assert.InRange(Measure(() => End(bench.TokenIssuer.IssueAsync(request, now, default))), 0, 3_900);
    }

    [Fact]
    public async Task Verify_RememberedSignature_StaysBelowItsCeiling()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var token = (await bench.IssueAsync("Pod", "p")).Token;
        string[] audiences = [TokenBench.Issuer];
        var now = bench.Now;

        Assert.InRange(Measure(() => End(bench.Verifier.VerifyAsync(token, audiences, now, default))), 0, 180);
    }

    [Fact]
    public async Task Find_ObjectInTheCache_AllocatesNothing()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var cache = bench.Running.Cache[KubernetesKinds.ServiceAccounts];

        Assert.Equal(0, Measure(() => Assert.NotNull(cache.Find(TokenBench.Account))));
    }

    /// <summary>A call that has ended when it returns.</summary>
    internal static void End<T>(ValueTask<T> call) => Assert.True(call.IsCompletedSuccessfully);

    /// <summary>Bytes for one call, on a thread that nothing else runs on; the least of several rounds, so that nobody else's tier-up counts.</summary>
    internal static long Measure(Action call)
    {
        var least = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (var round = 0; round < 4; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < Calls; i++)
                {
                    call();
                }

                least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
            }
        });
        thread.Start();
        thread.Join();
        return least;
    }
}
