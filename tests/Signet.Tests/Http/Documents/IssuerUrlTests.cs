using Signet.Server.Http.Documents;

namespace Signet.Tests.Http.Documents;

public sealed class IssuerUrlTests
{
    [Theory]
    [InlineData("https://h")]
    [InlineData("https://h/")]
    [InlineData("https://H.example.test:8443/a/b")]
    [InlineData("https://[::1]:6443")]
    [InlineData("https://h/tenant%20a/")]
    [InlineData("https://h//a")]
    [InlineData("https://h/api/v1")]
    [InlineData("https://h/.hidden/..b")]
    [InlineData("kubernetes/serviceaccount")]
    public void IsAllowed_UrlOrName_IsAllowed(string issuer) => Assert.True(IssuerUrl.IsAllowed(issuer));

    [Theory]
    [InlineData("")]
    [InlineData("HTTPS://h")]
    [InlineData("Https://h")]
    [InlineData("http://h")]
    [InlineData("https:h")]
    [InlineData("https://")]
    [InlineData("https:///a")]
    [InlineData(" https://h")]
    [InlineData("https://h ")]
    [InlineData("https://h/a b")]
    [InlineData("https://user@h")]
    [InlineData("https://user:pass@h/a")]
    [InlineData("https://h?")]
    [InlineData("https://h/a?b=c")]
    [InlineData("https://h/a#b")]
    [InlineData("https://h#")]
    [InlineData("https://h/a%2Fb")]
    [InlineData("https://h/a%2fb")]
    [InlineData("https://h/a/../b")]
    [InlineData("https://h/./a")]
    [InlineData("https://h/%2e%2e/a")]
    [InlineData("https://h/a%zz")]
    [InlineData("https://h\\a")]
    [InlineData("urn:issuer")]
    public void IsAllowed_ValueWithoutUniqueAddress_IsRefused(string issuer) => Assert.False(IssuerUrl.IsAllowed(issuer));
}
