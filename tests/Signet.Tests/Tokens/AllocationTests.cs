using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Core.Signing;

namespace Signet.Tests.Tokens;

/// <summary>Allocation ceilings of the hot path in bytes per call, with about a quarter of headroom.</summary>
public sealed class AllocationTests
{
    [Fact]
    public async Task Issue_Es256_StaysBelowItsCeiling()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var request = TokenBench.RequestFor("Pod", "p");
        var now = bench.Now;

        Assert.InRange(AllocationMeter.Measure(() => AllocationMeter.End(bench.TokenIssuer.IssueAsync(request, now, default))), 0, 2_900);
    }

    [Fact]
    public async Task Verify_RememberedSignature_StaysBelowItsCeiling()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var token = (await bench.IssueAsync("Pod", "p")).Token;
        string[] audiences = [TokenBench.Issuer];
        var now = bench.Now;

        Assert.InRange(AllocationMeter.Measure(() => AllocationMeter.End(bench.Verifier.VerifyAsync(token, audiences, now, default))), 0, 180);
    }

    [Fact]
    public async Task Find_ObjectInTheCache_AllocatesNothing()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var cache = bench.Running.Cache[KubernetesKinds.ServiceAccounts];

        Assert.Equal(0, AllocationMeter.Measure(() => Assert.NotNull(cache.Find(TokenBench.Account))));
    }

    [Fact]
    public async Task Encode_AccountInProtobuf_StaysBelowItsCeiling()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var json = bench.Running.Cache[KubernetesKinds.ServiceAccounts].Find(TokenBench.Account)!.Json;

        var length = ProtobufEncoder.Encode(json.Span, SchemaCatalog.Kubernetes).Length;
        Assert.InRange(AllocationMeter.Measure(() => ProtobufEncoder.Encode(json.Span, SchemaCatalog.Kubernetes)) - length, 0, 280);
    }
}
