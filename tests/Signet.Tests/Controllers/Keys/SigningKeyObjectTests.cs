using Signet.Server.Controllers.Keys;

namespace Signet.Tests.Controllers.Keys;

public sealed class SigningKeyObjectTests
{
    [Theory]
    [InlineData("-Zr4_x9YQ0bN2hT1sPqLmVwKcJdEfGaHiUoRtSyXzA0")]
    [InlineData("https:key.1~a=")]
    public void NameOf_IdThatCanBeAName_IsTheId(string keyId) => Assert.Equal(keyId, SigningKeyObject.NameOf(keyId));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("100%")]
    [InlineData("..")]
    [InlineData("schlüssel")]
    public void NameOf_IdThatCannotBeAName_IsItsHash(string keyId)
    {
        Assert.Matches("^sha256:[0-9a-f]{64}$", SigningKeyObject.NameOf(keyId));
        Assert.NotEqual(SigningKeyObject.NameOf(keyId), SigningKeyObject.NameOf(keyId + "x/"));
    }

    [Fact]
    public void NameOf_LongestIdOfExternalSigners_IsItsHash() => Assert.Equal(71, SigningKeyObject.NameOf(new string('k', 1024)).Length);
}
