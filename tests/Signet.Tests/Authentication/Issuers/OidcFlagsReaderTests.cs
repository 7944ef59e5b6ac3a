using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Signing;
using Signet.Server.Authentication.Issuers;

namespace Signet.Tests.Authentication.Issuers;

/// <summary>The <c>--oidc-*</c> flags give the same issuer as the equivalent entry of an AuthenticationConfiguration.</summary>
public sealed class OidcFlagsReaderTests
{
    private const string Url = "https://ci.example.test/realm";
    private static readonly OidcFlags Minimal = new() { IssuerUrl = Url, ClientId = "signet" };

    public static TheoryData<OidcFlags, string> Entries { get; } = new()
    {
        { Minimal, $$$"""{"username":{"claim":"sub","prefix":"{{{Url}}}#"}}""" },
        { Minimal with { UsernameClaim = "email" }, """{"username":{"claim":"email","prefix":""}}""" },
        { Minimal with { UsernameClaim = "email", UsernamePrefix = "oidc:" }, """{"username":{"claim":"email","prefix":"oidc:"}}""" },
        { Minimal with { UsernameClaim = "upn", UsernamePrefix = "-" }, """{"username":{"claim":"upn","prefix":""}}""" },
        { Minimal with { UsernamePrefix = "" }, $$$"""{"username":{"claim":"sub","prefix":"{{{Url}}}#"}}""" },
        { Minimal with { UsernamePrefix = "ä😀:" }, """{"username":{"claim":"sub","prefix":"ä😀:"}}""" },
        { Minimal with { GroupsClaim = "roles" }, $$$"""{"username":{"claim":"sub","prefix":"{{{Url}}}#"},"groups":{"claim":"roles","prefix":""}}""" },
        { Minimal with { GroupsClaim = "roles", GroupsPrefix = "r:" }, $$$"""{"username":{"claim":"sub","prefix":"{{{Url}}}#"},"groups":{"claim":"roles","prefix":"r:"}}""" },
        { Minimal with { GroupsPrefix = "r:" }, $$$"""{"username":{"claim":"sub","prefix":"{{{Url}}}#"}}""" },
        { Minimal with { RequiredClaims = [new("hd", "example.test"), new("b", "")] }, $$$"""{"username":{"claim":"sub","prefix":"{{{Url}}}#"}}""" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void Read_Flags_AreTheIssuerOfAnEqualEntry(OidcFlags flags, string mappings)
    {
        var entry = new JsonObject
        {
            ["issuer"] = new JsonObject { ["url"] = Url, ["audiences"] = new JsonArray("signet") },
            ["claimMappings"] = JsonNode.Parse(mappings),
            ["claimValidationRules"] = new JsonArray(
                [.. (flags.RequiredClaims ?? []).Select(rule => new JsonObject { ["claim"] = rule.Claim, ["requiredValue"] = rule.Value })]),
        };
        var file = new JsonObject { ["apiVersion"] = "apiserver.config.k8s.io/v1", ["kind"] = "AuthenticationConfiguration", ["jwt"] = new JsonArray(entry) };
        var options = new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var text = file.ToJsonString(options).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal);
        var expected = Assert.Single(AuthenticationConfigurationReader.Read(Encoding.UTF8.GetBytes(text), []).Issuers);

        var actual = OidcFlagsReader.Read(flags, null, []);

        Assert.Equal([JwtAlgorithm.RS256], actual.Algorithms);
        Assert.Equal(expected.RequiredClaims, actual.RequiredClaims);
        Assert.Equal(expected.Audiences, actual.Audiences);
        Assert.Equal(
            expected with { Algorithms = actual.Algorithms, RequiredClaims = actual.RequiredClaims, Audiences = actual.Audiences }, actual);
    }

    [Fact]
    public void Read_SigningAlgorithms_ReplaceTheDefault() => Assert.Equal(
        [JwtAlgorithm.ES256, JwtAlgorithm.PS384], OidcFlagsReader.Read(Minimal with { SigningAlgorithms = ["ES256", "PS384"] }, null, []).Algorithms);

    [Fact]
    public void Read_CaFile_IsTheOnlyTrustAnchor()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=anchor", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var keys = Assert.IsType<IssuerKeySource.Discovery>(OidcFlagsReader.Read(Minimal, certificate.ExportCertificatePem(), []).Keys);

        Assert.Equal(certificate.Thumbprint, Assert.Single(keys.CaCertificates!).Thumbprint);
    }

    [Theory]
    [InlineData("http://ci.example.test", "--oidc-issuer-url: Invalid value: \"http://ci.example.test\": URL scheme must be https")]
    [InlineData("https://ci.example.test?x=1", "--oidc-issuer-url: Invalid value: \"https://ci.example.test?x=1\": URL must not contain a query")]
    [InlineData("https://own.example.test", "--oidc-issuer-url: Invalid value: \"https://own.example.test\": URL must not overlap with disallowed issuers: [https://own.example.test]")]
    [InlineData("nothing", "--oidc-issuer-url: Invalid value: \"nothing\"")]
    public void Read_InvalidIssuer_NamesTheFlag(string url, string says) => Assert.StartsWith(
        says, Assert.Throws<FormatException>(() => OidcFlagsReader.Read(Minimal with { IssuerUrl = url }, null, ["https://own.example.test"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_InvalidCaFileOrClaim_NamesTheFlag()
    {
        Assert.StartsWith("--oidc-ca-file: ", Assert.Throws<FormatException>(() => OidcFlagsReader.Read(Minimal, "nothing", [])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "--oidc-username-claim: Required value",
            Assert.Throws<FormatException>(() => OidcFlagsReader.Read(Minimal with { UsernameClaim = "" }, null, [])).Message.TrimStart('['),
            StringComparison.Ordinal);
    }
}
