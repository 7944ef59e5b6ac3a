using Signet.Core.Signing;
using Signet.Core.Signing.Managed;

namespace Signet.Tests.Signing.Managed;

/// <summary>Records of keys for tests of the planner and of operations: no key pairs are behind them.</summary>
internal static class ManagedKeyTestKeys
{
    /// <summary>The time of the tests.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <summary>A policy of round numbers: rotation after 30 days, published a day before, tokens of a day.</summary>
    public static KeyPolicy Policy { get; } = new() { MaxLifetime = TimeSpan.FromDays(1) };

    /// <summary>A key that has signed for some days.</summary>
    public static ManagedKey Current(string keyId, double days, JwtAlgorithm? algorithm = null) => Pending(keyId, algorithm) with
    {
        PublishedFrom = DateTimeOffset.MinValue,
        SignsFrom = Now.AddDays(-days),
        CreatedAt = Now.AddDays(-days),
    };

    /// <summary>A key that has been published for some days and has no date to sign.</summary>
    public static ManagedKey Prepared(string keyId, double days) => Pending(keyId) with { PublishedFrom = Now.AddDays(-days), CreatedAt = Now.AddDays(-days) };

    /// <summary>A key that ceased to sign some days ago.</summary>
    public static ManagedKey Previous(string keyId, double days) => Current(keyId, days + 30) with { SignsUntil = Now.AddDays(-days) };

    /// <summary>A key that is not published.</summary>
    public static ManagedKey Pending(string keyId, JwtAlgorithm? algorithm = null) => new()
    {
        KeyId = keyId,
        Algorithm = algorithm ?? JwtAlgorithm.RS256,
        PublicKey = new byte[] { 1 },
        SealedPrivateKey = new byte[] { 2 },
        CreatedAt = Now,
        MaxLifetime = Policy.MaxLifetime,
    };
}
