using System.Security.Cryptography;
using Signet.Cli.Publish;
using Signet.Cli.Publish.RelyingParties;
using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;
using Signet.Testing;

namespace Signet.Tests.Cli.Publish;

/// <summary>What relying parties accept: the rules, and the table of the documentation.</summary>
public sealed class RelyingPartyTests
{
    [Fact]
    public void Page_Table_IsThatOfTheProduct()
    {
        var page = File.ReadAllText(Path.Combine(TestMachine.Root, "docs", "how-to", "federation.md"));

        Assert.True(page.Contains(RelyingPartyReport.Markdown(), StringComparison.Ordinal), $"docs/how-to/federation.md must have this table:\n{RelyingPartyReport.Markdown()}");
    }

    [Fact]
    public void Warnings_EllipticKeysAndLongTokens_NameTheRelyingParties()
    {
        var warnings = RelyingPartyReport.Warnings(Of(TimeSpan.FromDays(2), Keys(ECCurve.NamedCurves.nistP384, 1)));

        Assert.Equal(
            [
                "Google Cloud Workload Identity Federation: it refuses tokens of ES384 keys: k0",
                "Google Cloud Workload Identity Federation: it refuses tokens that live for more than 24h0m0s, and the server issues tokens for up to 48h0m0s " +
                    "(--service-account-max-token-expiration)",
                "Microsoft Entra workload identity federation: it refuses tokens of ES384 keys: k0",
            ],
            warnings);
    }

    [Fact]
    public void Warnings_TooManyKeys_SayHowMany()
    {
        var warnings = RelyingPartyReport.Warnings(Of(TimeSpan.FromHours(1), Keys(ECCurve.NamedCurves.nistP256, 101)));

        Assert.Contains("AWS IAM OIDC identity provider: it takes at most 100 EC keys, and the JWKS has 101", warnings);
        Assert.Contains("Microsoft Entra workload identity federation: it takes at most 100 keys, and the JWKS has 101", warnings);
    }

    [Fact]
    public void Warnings_RsaKeyAndShortTokens_AreNone()
    {
        using var rsa = RSA.Create(2048);
        var key = VerificationKey.FromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo());

        Assert.Empty(RelyingPartyReport.Warnings(Of(TimeSpan.FromHours(24), [new PublishedKey("k", JwtAlgorithm.RS256, key)])));
    }

    private static Publication Of(TimeSpan maxLifetime, IReadOnlyList<PublishedKey> keys) => new([], keys) { MaxLifetime = maxLifetime, Unconfirmed = [] };

    private static IReadOnlyList<PublishedKey> Keys(ECCurve curve, int count)
    {
        using var pair = ECDsa.Create(curve);
        var key = VerificationKey.FromSubjectPublicKeyInfo(pair.ExportSubjectPublicKeyInfo());
        return [.. Enumerable.Range(0, count).Select(i => new PublishedKey($"k{i}", null, key))];
    }
}
