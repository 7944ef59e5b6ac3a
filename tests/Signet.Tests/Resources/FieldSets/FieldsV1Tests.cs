using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Resources.FieldSets;
using Signet.Tests.Resources.ManagedFields;

namespace Signet.Tests.Resources.FieldSets;

public sealed class FieldsV1Tests
{
    [Fact]
    public void Read_OfWrittenSet_IsEqual() =>
        FieldSetGen.Set.Sample(set => Assert.Equal(set, FieldsV1.Read((JsonObject)JsonNode.Parse(FieldsV1.Write(set).ToJsonString())!).Value));

    [Fact]
    public void Write_OfUnsortedInput_IsSorted()
    {
        const string Unsorted = """
            {"f:spec":{"f:b":{},"f:a":{"v:2":{},"k:{\"port\":10,\"name\":\"x\"}":{"f:z":{},".":{}},"v:10":{},"k:{\"name\":\"x\",\"port\":9}":{},".":{}}}}
            """;
        const string Sorted = """
            {"f:spec":{"f:a":{".":{},"k:{\"name\":\"x\",\"port\":9}":{},"k:{\"name\":\"x\",\"port\":10}":{".":{},"f:z":{}},"v:2":{},"v:10":{}},"f:b":{}}}
            """;

        var written = FieldsV1.Write(FieldsV1.Read((JsonObject)JsonNode.Parse(Unsorted)!).Value);

        Assert.Equal(JsonNode.Parse(Sorted)!.ToJsonString(), written.ToJsonString());
    }

    [Theory]
    [InlineData("""{"x":{}}""")]
    [InlineData("""{"f:a":1}""")]
    [InlineData("""{"k:{}":{}}""")]
    [InlineData("""{"k:[1]":{}}""")]
    [InlineData("""{"v:{":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("""{"f:a":{"q:b":{}}}""")]
    public void Read_MalformedSet_IsRefused(string json) =>
        Assert.False(FieldsV1.Read((JsonObject)JsonNode.Parse(json)!).IsSuccess);
}
