using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.Patching;

namespace Signet.Tests.Resources.Patching;

/// <summary>JSON patch: the examples of RFC 6902 (appendix A), and the extensions of Kubernetes' library.</summary>
public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("A.1 add a member", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("A.2 add an entry", """{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("A.3 remove a member", """{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("A.4 remove an entry", """{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("A.5 replace", """{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("A.6 move a member", """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""",
        """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("A.7 move an entry", """{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""",
        """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("A.8 a successful test", """{"baz":"qux","foo":["a",2,"c"]}""",
        """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("A.9 a failing test", """{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", null)]
    [InlineData("A.10 add an object", """{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("A.11 unknown members are ignored", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("A.12 add to a missing parent", """{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", null)]
    [InlineData("A.13 a name twice, the last counts", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","op":"remove"}]""", null)]
    [InlineData("A.14 order of escapes", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("A.15 a string is not a number", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""", null)]
    [InlineData("A.16 add a list to a list", """{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("null is not a patch", """{"a":1}""", "null", """{"a":1}""")]
    [InlineData("add replaces a member", """{"a":1}""", """[{"op":"add","path":"/a","value":{"b":2}}]""", """{"a":{"b":2}}""")]
    [InlineData("the empty name", """{"":1}""", """[{"op":"replace","path":"/","value":2}]""", """{"":2}""")]
    [InlineData("an index after the end", """{"a":[1]}""", """[{"op":"add","path":"/a/2","value":3}]""", null)]
    [InlineData("an index at the end", """{"a":[1]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("an index from the end", """{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/-1"},{"op":"replace","path":"/a/-2","value":9}]""", """{"a":[9,2]}""")]
    [InlineData("add before the end", """{"a":[1]}""", """[{"op":"add","path":"/a/-1","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("an index too far from the end", """{"a":[1]}""", """[{"op":"remove","path":"/a/-2"}]""", null)]
    [InlineData("no index", """{"a":[1]}""", """[{"op":"remove","path":"/a/x"}]""", null)]
    [InlineData("replace an absent member", """{"a":[1]}""", """[{"op":"replace","path":"/a/-","value":2}]""", null)]
    [InlineData("a test for null of an absent member", """{"a":1}""", """[{"op":"test","path":"/b","value":null}]""", """{"a":1}""")]
    [InlineData("a test for null in a missing parent", """{"a":1}""", """[{"op":"test","path":"/b/c","value":null}]""", null)]
    [InlineData("a test of objects", """{"a":{"b":1,"c":[true]}}""", """[{"op":"test","path":"/a","value":{"c":[true],"b":1}}]""", """{"a":{"b":1,"c":[true]}}""")]
    [InlineData("move into itself", """{"a":{"b":{}}}""", """[{"op":"move","from":"/a","path":"/a/b/c"}]""", null)]
    [InlineData("copies are independent", """{"a":{"x":1}}""", """[{"op":"copy","from":"/a","path":"/b"},{"op":"replace","path":"/b/x","value":2}]""", """{"a":{"x":1},"b":{"x":2}}""")]
    [InlineData("copy of an absent member", """{"a":1}""", """[{"op":"copy","from":"/b","path":"/c"}]""", null)]
    [InlineData("the whole document", """{"a":1}""", """[{"op":"replace","path":"","value":{}}]""", null)]
    [InlineData("a pointer without its slash", """{"a":{"b":1}}""", """[{"op":"remove","path":"a/b"}]""", null)]
    [InlineData("no path", """{"a":1}""", """[{"op":"remove"}]""", null)]
    [InlineData("an unknown operation", """{"a":1}""", """[{"op":"frob","path":"/a"}]""", null)]
    public void ApplyTo_Patch_GivesResultOr422(string what, string document, string patch, string? expected)
    {
        var outcome = Apply(document, patch);

        if (expected is null)
        {
            Assert.Equal(PatchErrors.DoesNotApply, outcome.Error);
        }
        else
        {
            Assert.True(outcome.IsSuccess && JsonNode.DeepEquals(JsonNode.Parse(expected), outcome.Value), what);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"x\"")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("""[{"op":1,"path":"/a"}]""")]
    [InlineData("""[{"op":"add","path":{}}]""")]
    [InlineData("[{")]
    [InlineData("[] x")]
    [InlineData("")]
    [InlineData("""[{"op":"add","path":"/\ud800"}]""")]
    public void Read_MalformedPatch_Is400(string patch) => Assert.Equal(400, Read(patch).Error?.Code);

    [Fact]
    public void Read_TooManyOperations_Is413()
    {
        string Repeat(int count) => $"[{string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/a","value":1}""", count))}]";

        Assert.True(Apply("""{"a":1}""", Repeat(JsonPatch.MaxOperations)).IsSuccess);
        Assert.Equal(413, Read(Repeat(JsonPatch.MaxOperations + 1)).Error?.Code);
    }

    /// <summary>Each operation moves or visits the whole list; all of them would take minutes.</summary>
    [Theory]
    [InlineData("""{"op":"add","path":"/x/0","value":1}""")]
    [InlineData("""{"op":"remove","path":"/x/0"}""")]
    [InlineData("""{"op":"move","from":"/x","path":"/x"}""")]
    [InlineData("""{"op":"remove","path":"/x/0"},{"op":"add","path":"/x/0","value":1}""")]
    public void ApplyTo_ManyOperationsOnALongList_AreLimited(string operation)
    {
        var list = $$"""{"op":"add","path":"/x","value":[{{string.Join(',', Enumerable.Repeat("1", 40_000))}}]}""";
        var began = Environment.TickCount64;

        var outcome = Apply("{}", $"[{list},{string.Join(',', Enumerable.Repeat(operation, 4_000))}]");

        Assert.Equal(PatchErrors.TooMuchEffort, outcome.Error);
        Assert.InRange(Environment.TickCount64 - began, 0, 20_000);
    }

    [Fact]
    public void Read_UnknownAndDuplicateMembers_AreReported() => Assert.Equal(
        ["json patch duplicate field \"[0].op\"", "json patch unknown field \"[1].xyz\""],
        Read("""[{"op":"test","op":"add","path":"/a","value":1},{"op":"remove","path":"/a","xyz":1}]""").Value.Issues);

    [Fact]
    public void ApplyTo_CopiesThatDouble_AreLimited()
    {
        var patch = $"[{string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"op":"copy","from":"/a","path":"/a/{{i}}"}"""))}]";

        Assert.Equal(PatchErrors.DoesNotApply, Apply($$$"""{"a":{"text":"{{{new string('x', 100)}}}"}}""", patch).Error);
    }

    [Fact]
    public void ApplyTo_CopiesThatNest_AreLimited()
    {
        var patch = new StringBuilder("[");
        for (var path = "/a"; path.Length < 400; path += "/a")
        {
            patch.Append(patch.Length == 1 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"op":"copy","from":"/a","path":"{{path}}/a"}""");
        }

        Assert.Equal(PatchErrors.DoesNotApply, Apply("""{"a":{}}""", patch.Append(']').ToString()).Error);
    }

    [Fact]
    public void ApplyTo_Twice_DoesNotChangeThePatch()
    {
        var patch = Read("""[{"op":"add","path":"/a","value":{"b":[]}},{"op":"add","path":"/a/b/-","value":1}]""").Value;

        Assert.Equal("""{"a":{"b":[1]}}""", patch.ApplyTo([]).Value.ToJsonString());
        Assert.Equal("""{"a":{"b":[1]}}""", patch.ApplyTo([]).Value.ToJsonString());
    }

    private static Outcome<JsonPatch> Read(string patch) =>
        PatchBody.Read(Encoding.UTF8.GetBytes(patch)).TryGetValue(out var body, out var error) ? JsonPatch.Read(body) : error;

    private static Outcome<JsonObject> Apply(string document, string patch) =>
        Read(patch).TryGetValue(out var operations, out var error) ? operations.ApplyTo((JsonObject)JsonNode.Parse(document)!) : error;
}
