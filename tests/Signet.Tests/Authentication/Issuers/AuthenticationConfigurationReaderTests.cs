using System.Text;
using Signet.Server.Authentication.Issuers;

namespace Signet.Tests.Authentication.Issuers;

/// <summary>Valid configurations, and the error messages for invalid ones.</summary>
public sealed class AuthenticationConfigurationReaderTests
{
    private const string Head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    private const string Good = Head + """
        jwt:
        - issuer:
            url: https://ci.example.test/
            audiences: [signet]
          claimValidationRules:
          - claim: hd
            requiredValue: example.test
          claimMappings:
            username: {claim: sub, prefix: "ci:"}
            groups: {claim: roles, prefix: ""}
            uid: {claim: uid}
        """;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    [InlineData("v1alpha1")]
    public void Read_ValidConfiguration_IsAccepted(string version)
    {
        var issuer = Assert.Single(Read(Good.Replace("k8s.io/v1", "k8s.io/" + version, StringComparison.Ordinal)).Issuers);

        Assert.Equal("https://ci.example.test/", issuer.Url);
        Assert.Equal(["signet"], issuer.Audiences);
        Assert.Equal(new RequiredClaim("hd", "example.test"), Assert.Single(issuer.RequiredClaims));
        Assert.Equal(new PrefixedClaim("sub", "ci:"), issuer.Username);
        Assert.Equal(new PrefixedClaim("roles", ""), issuer.Groups);
        Assert.Equal("uid", issuer.UidClaim);
        var keys = Assert.IsType<IssuerKeySource.Discovery>(issuer.Keys);
        Assert.Equal(new Uri("https://ci.example.test/.well-known/openid-configuration"), keys.Address);
        Assert.Null(keys.CaCertificates);
    }

    [Theory]
    [InlineData("url: https://ci.example.test/", "url: http://ci.example.test/", "jwt[0].issuer.url: Invalid value: \"http://ci.example.test/\": URL scheme must be https")]
    [InlineData("url: https://ci.example.test/", "url: https://u@ci.example.test/", "URL must not contain a username or password")]
    [InlineData("url: https://ci.example.test/", "url: https://ci.example.test/?a=b", "URL must not contain a query")]
    [InlineData("url: https://ci.example.test/", "url: https://ci.example.test/#f", "URL must not contain a fragment")]
    [InlineData("url: https://ci.example.test/", "url: ''", "jwt[0].issuer.url: Required value: URL is required")]
    [InlineData("url: https://ci.example.test/", "url: https://own.example.test", "URL must not overlap with disallowed issuers: [https://own.example.test]")]
    [InlineData("audiences: [signet]", "audiences: []", "jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required")]
    [InlineData("audiences: [signet]", "audiences: ['']", "jwt[0].issuer.audiences[0]: Required value: audience can't be empty")]
    [InlineData("audiences: [signet]", "audiences: [a, b]", "jwt[0].issuer.audienceMatchPolicy: Invalid value: \"\": audienceMatchPolicy must be MatchAny for multiple audiences")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    audienceMatchPolicy: All", "audienceMatchPolicy must be empty or MatchAny for single audience")]
    [InlineData("audiences: [signet]", "audiences: [a, a]\n    audienceMatchPolicy: MatchAny", "jwt[0].issuer.audiences[1]: Duplicate value: \"a\"")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    discoveryURL: https://ci.example.test", "discoveryURL must be different from URL")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    certificateAuthority: nothing", "data does not contain any valid RSA or ECDSA certificates")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    jwks: '{\"keys\":[]}'", "jwt[0].issuer.jwks: Invalid value")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    jwksFile: k\n    discoveryURL: https://d.example.test", "jwt[0].issuer.discoveryURL: Forbidden: is not allowed together with jwks or jwksFile")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    frob: 1", "jwt[0].issuer.frob: there is no such field")]
    [InlineData("audiences: [signet]", "audiences: [a]\n    audiences: [b]", "the key \"audiences\" is given twice")]
    [InlineData("audiences: [signet]", "audiences: signet", "jwt[0].issuer.audiences: has to be a list")]
    [InlineData("{claim: sub, prefix: \"ci:\"}", "{claim: sub}", "jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing")]
    [InlineData("{claim: sub, prefix: \"ci:\"}", "{prefix: x}", "jwt[0].claimMappings.username: Required value: claim or expression is required")]
    [InlineData("{claim: sub, prefix: \"ci:\"}", "{expression: claims.sub}", "jwt[0].claimMappings.username.expression: Forbidden: CEL expressions are not supported")]
    [InlineData("uid: {claim: uid}", "uid: {expression: claims.uid}", "jwt[0].claimMappings.uid.expression: Forbidden: CEL expressions are not supported")]
    [InlineData("uid: {claim: uid}", "extra: [{key: a.b/c, valueExpression: claims.c}]", "jwt[0].claimMappings.extra: Forbidden: CEL")]
    [InlineData("  - claim: hd", "  - expression: 'true'\n  - claim: hd", "jwt[0].claimValidationRules[0].expression: Forbidden: CEL")]
    [InlineData("requiredValue: example.test", "message: why", "message can't be set when claim is set")]
    [InlineData("  claimMappings:", "  userValidationRules: [{expression: 'true'}]\n  claimMappings:", "jwt[0].userValidationRules: Forbidden: CEL")]
    [InlineData("kind: AuthenticationConfiguration", "kind: Other", "apiVersion and kind must be apiserver.config.k8s.io/v1 and AuthenticationConfiguration")]
    [InlineData("jwt:", "anonymous: {conditions: [{path: /livez}]}\njwt:", "enabled should be set to true when conditions are defined")]
    [InlineData("jwt:", "anonymous: {enabled: true, conditions: [{path: livez}]}\njwt:", "anonymous.conditions[0].path: Invalid value: \"livez\"")]
    public void Read_InvalidConfiguration_NamesTheField(string good, string bad, string message)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);

        var fault = Assert.Throws<FormatException>(() => Read(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Read_SeveralErrors_ReportsAll()
    {
        var second = Good[Good.IndexOf("- issuer", StringComparison.Ordinal)..].Replace("prefix: \"ci:\"", "x", StringComparison.Ordinal);
        var fault = Assert.Throws<FormatException>(() => Read(Good + "\n" + second.Replace(", x}", "}", StringComparison.Ordinal)));

        Assert.Contains("jwt[1].issuer.url: Duplicate value: \"https://ci.example.test/\"", fault.Message, StringComparison.Ordinal);
        Assert.Contains("jwt[1].claimMappings.username.prefix: Required value", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/version", true)]
    [InlineData("anonymous: {enabled: true}", "/version", true)]
    [InlineData("anonymous: {enabled: false}", "/livez", false)]
    [InlineData("anonymous: {enabled: true, conditions: [{path: /livez}]}", "/livez", true)]
    [InlineData("anonymous: {enabled: true, conditions: [{path: /livez}]}", "/livez/", false)]
    public void Anonymous_Path_IsComparedExactly(string rules, string path, bool allowed) =>
        Assert.Equal(allowed, (Read(Head + rules).Anonymous ?? new AnonymousRules(true, [])).Allows(path));

    private static AuthenticationConfiguration Read(string text) =>
        AuthenticationConfigurationReader.Read(Encoding.UTF8.GetBytes(text), ["https://own.example.test"]);
}
