using CsCheck;
using Signet.Server.Background;

namespace Signet.Tests.Background;

public sealed class BackoffTests
{
    [Fact]
    public void DelayAfter_AnyNumberOfFailures_DoublesUpToTheCapWithJitter() => Gen.Int[1, int.MaxValue].Sample(failures =>
    {
        var nominal = Math.Min(0.1 * Math.Pow(2, failures - 1), 30);
        var delay = Backoff.OfItems.DelayAfter(failures).TotalSeconds;
        Assert.InRange(delay, (nominal * 0.75) - 1e-6, nominal);
    });

    [Fact]
    public void DelayAfter_ItemsThatFailTogether_AreSpread() =>
        Assert.InRange(Enumerable.Range(0, 100).Select(_ => Backoff.OfItems.DelayAfter(9)).Distinct().Count(), 20, 100);
}
