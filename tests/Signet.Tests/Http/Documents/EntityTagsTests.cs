using Microsoft.Extensions.Primitives;
using Signet.Server.Http.Documents;

namespace Signet.Tests.Http.Documents;

/// <summary>RFC 9110, sections 8.8.3 and 13.1.2.</summary>
public sealed class EntityTagsTests
{
    [Theory]
    [InlineData("\"a\"", true)]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"b\", \"a\"", true)]
    [InlineData("\"b\",W/\"c\" ,\t\"a\"", true)]
    [InlineData("\"x,y\", \"a\"", true)]
    [InlineData(",, \"a\"", true)]
    [InlineData("*", true)]
    [InlineData(" * ", true)]
    [InlineData("", false)]
    [InlineData("\"A\"", false)]
    [InlineData("a", false)]
    [InlineData("\"a", false)]
    [InlineData("\"b, a\"", false)]
    [InlineData("\"*\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("w/\"a\"", false)]
    [InlineData("W/", false)]
    public void Match_OneLine_IsWeakAndAList(string header, bool matches) => Assert.Equal(matches, EntityTags.Match(header, "\"a\"", anyMatches: true));

    [Fact]
    public void Match_SeveralLines_AreOneList() => Assert.True(EntityTags.Match(new StringValues(["\"b\"", "\"a\""]), "\"a\"", anyMatches: false));

    [Fact]
    public void Match_OwnWeakTag_IsComparedWeakly() => Assert.True(EntityTags.Match("\"a\"", "W/\"a\"", anyMatches: false));

    [Fact]
    public void Match_StarWhereOnlyTagsMatch_IsNoMatch() => Assert.False(EntityTags.Match("*", "\"a\"", anyMatches: false));
}
