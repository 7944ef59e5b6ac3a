using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Keys.Probe;
using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Signing.Managed.Schedule;
using static Signet.Tests.Signing.Managed.ManagedKeyTestKeys;

namespace Signet.Tests.Cli.Keys.Probe;

/// <summary>What a probe finds in a JWKS, compared with the windows of keys.</summary>
public sealed class ProbeRulesTests
{
    private static readonly VerificationKey First = NewKey();
    private static readonly VerificationKey Second = NewKey();
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Check_JwksWithAllKeys_IsSafe() => Assert.Empty(Check([Switches(First), Next(Second)], Copy(First, Second)));

    [Fact]
    public void Check_SigningKeyIsMissing_IsUnsafe() => AssertUnsafe(
        $"the key {First.DefaultKeyId} signs and is missing: relying parties refuse its tokens; a cache has kept this copy for 1800 s",
        Check([Signs(First)], Copy(Second) with { Age = Hour / 2 }));

    [Fact]
    public void Check_NextKeyIsMissing_IsUnsafeAndSaysWhenItSigns() =>
        AssertUnsafe($"the key {Second.DefaultKeyId} signs from 2027-01-15T20:00:00Z, in 43200 s, and is missing", Check([Switches(First), Next(Second)], Copy(First)));

    [Fact]
    public void Check_PreviousKeyIsMissing_IsUnsafe() => AssertUnsafe(
        $"the key {Second.DefaultKeyId} is missing, and its last token expires only at",
        Check([Previous(Second.DefaultKeyId, 0.5), Signs(First)], Copy(First)));

    [Fact]
    public void Check_RevokedKeyIsStillThere_IsUnsafe() => AssertUnsafe(
        $"the key {Second.DefaultKeyId} is revoked and still in the JWKS",
        Check([Current(Second.DefaultKeyId, 3) with { EndedAt = Now, IsRevoked = true }, Signs(First)], Copy(First, Second)));

    [Fact]
    public void Check_RetiredOrUnknownKey_IsToldAndSafe()
    {
        var findings = Check([Previous(Second.DefaultKeyId, 5), Signs(First)], Copy(First, Second, NewKey()));

        Assert.Equal([false, false], findings.Select(finding => finding.IsUnsafe));
    }

    [Fact]
    public void Check_AnotherKeyWithTheSameId_IsUnsafe() => AssertUnsafe(
        "is another key with the same id", Check([Signs(First)], Copy(First) with { Keys = [new PublishedKey(First.DefaultKeyId, null, Second)] }));

    [Theory]
    [InlineData(86340, false)]
    [InlineData(86341, true)]
    public void Check_MaxAge_HasToFitIntoTheLead(int seconds, bool isUnsafe) => Assert.Equal(
        isUnsafe, Check([Signs(First)], Copy(First) with { MaxAge = TimeSpan.FromSeconds(seconds) }).Any(finding => finding.IsUnsafe));

    [Fact]
    public void Check_StaleOrUnlimitedCopy_IsTold()
    {
        Assert.Contains("longer than its max-age of 3600 s", Assert.Single(Check([Signs(First)], Copy(First) with { Age = 2 * Hour })).Text, StringComparison.Ordinal);
        Assert.Contains("has no max-age", Assert.Single(Check([Signs(First)], Copy(First) with { MaxAge = null })).Text, StringComparison.Ordinal);
    }

    private static ManagedKey Signs(VerificationKey key) => Current(key.DefaultKeyId, 10);

    private static ManagedKey Switches(VerificationKey key) => Signs(key) with { SignsUntil = Now.AddDays(0.5) };

    private static ManagedKey Next(VerificationKey key) => Prepared(key.DefaultKeyId, 0.5) with { SignsFrom = Now.AddDays(0.5) };

    private static PublishedCopy Copy(params VerificationKey[] keys) =>
        new(new Uri("https://issuer.example.test/openid/v1/jwks"), [.. keys.Select(key => new PublishedKey(key.DefaultKeyId, null, key))]) { MaxAge = Hour };

    private static IReadOnlyList<ProbeFinding> Check(IReadOnlyList<ManagedKey> keys, PublishedCopy copy)
    {
        var change = new KeyChange([], new StoredKeys(keys, default, null!));
        JsonObject status = KeyReportJson.Write(new KeyReport(change, KeySchedule.Of(Policy, keys, Now)));
        return ProbeRules.Check(status, copy, Now);
    }

    private static void AssertUnsafe(string text, IReadOnlyList<ProbeFinding> findings)
    {
        var first = findings[0];
        Assert.True(first.IsUnsafe);
        Assert.Contains(text, first.Text, StringComparison.Ordinal);
    }

    private static VerificationKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return VerificationKey.FromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo());
    }
}
