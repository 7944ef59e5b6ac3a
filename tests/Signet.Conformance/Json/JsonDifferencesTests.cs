namespace Signet.Conformance.Json;

/// <summary>The comparison of documents in replays.</summary>
public sealed class JsonDifferencesTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """{"b":[true,null],"a":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    public void Between_SameContent_None(string expected, string actual) => Assert.Empty(Compare(expected, actual));

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "\"1\"")]
    [InlineData("1", "true")]
    [InlineData("null", "false")]
    [InlineData("{}", "[]")]
    [InlineData("\"a\"", "\"A\"")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[1]", "[1,1]")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("{}", """{"a":null}""")]
    public void Between_OtherContent_Some(string expected, string actual) => Assert.NotEmpty(Compare(expected, actual));

    [Fact]
    public void Between_DeepDifference_NamesThePlace() =>
        Assert.Equal(["/a/1/b: expected 2, got 3"], Compare("""{"a":[0,{"b":2}]}""", """{"a":[0,{"b":3}]}"""));

    private static IEnumerable<string> Compare(string expected, string actual)
    {
        Assert.True(JsonText.TryRead(expected, out var e));
        Assert.True(JsonText.TryRead(actual, out var a));
        return JsonDifferences.Between(e, a);
    }
}
