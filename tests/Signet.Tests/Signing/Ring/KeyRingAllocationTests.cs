using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Testing;

namespace Signet.Tests.Signing.Ring;

/// <summary>Allocations of a key ring on the hot path. Not part of mutation testing, whose instrumentation allocates.</summary>
public sealed class KeyRingAllocationTests
{
    [Fact]
    public void Sign_ByAudience_AllocatesNoMoreThanWithout()
    {
        var (without, with) = (AudienceSignersTests.Create(), AudienceSignersTests.Create("vault", "https://*.example.test", "https://*"));
        var request = StubSigner.Request(audiences: ["https://x.example.test", "https://y.example.test"]);

        Assert.InRange(Measure(with, request), 0, Measure(without, request) + 16);
    }

    [Fact]
    public void Sign_SameHeaderAgain_AllocatesNothing()
    {
        var made = new JwtSignature(StubSigner.Header("ES256", "known"), new byte[64]);

        Assert.Equal(0, Measure(CheckedSignerTests.SnapshotOf(new StubSigner(() => made)), StubSigner.Request()));
    }

    /// <summary>Documents are rendered once per phase, not for every request.</summary>
    [Fact]
    public void At_SamePhase_AllocatesNothing()
    {
        var snapshot = TestKeyRing.Snapshot(TestKeyRing.NewSigner());
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        Assert.Equal(0, AllocationMeter.Measure(() => snapshot.At(now)));
    }

    private static long Measure(KeyRingSnapshot snapshot, SigningRequest request) =>
        AllocationMeter.Measure(() => AllocationMeter.End(snapshot.Signer.SignAsync(request, default)));
}
