using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Resources.Patching;

namespace Signet.Tests.Resources.Patching;

/// <summary>
/// JSON merge patch: the table of RFC 7386 (appendix A), and that applying the difference of two values to the first gives the second.
/// </summary>
public sealed class MergePatchTests
{
    /// <summary>Removing members one by one moves all later ones each time.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(5000)]
    public void Apply_RemovesMembers_KeepsTheOrderOfTheOthers(int count)
    {
        var target = new JsonObject();
        var patch = new JsonObject();
        for (var i = 0; i < count; i++)
        {
            (target[$"r{i}"], target[$"k{i}"], patch[$"r{i}"]) = (i, i, null);
        }

        var result = (JsonObject)MergePatch.Apply(target, patch)!;

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"k{i}"), result.Select(member => member.Key));
    }

    private static readonly Gen<JsonNode> Value = Gen.Recursive<JsonNode>((depth, self) => depth > 3
        ? Gen.Int[0, 3].Select(number => (JsonNode)JsonValue.Create(number))
        : Gen.Frequency(
            (3, Gen.Int[0, 3].Select(number => (JsonNode)JsonValue.Create(number))),
            (1, Gen.OneOf("a", "b").Select(text => (JsonNode)JsonValue.Create(text)!)),
            (1, self.Array[0, 2].Select(list => (JsonNode)new JsonArray([.. list.Select(entry => entry.DeepClone())]))),
            (4, Members(self).Select(members => (JsonNode)members))));

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_ExampleOfRfc7386_GivesItsResult(string target, string patch, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch))));

    [Fact]
    public void Apply_DifferenceOfTwoObjects_GivesTheOther() => Gen.Select(Members(Value), Members(Value)).Sample((from, to) =>
    {
        var patch = Difference(from, to);
        var before = patch.ToJsonString();
        var made = MergePatch.Apply(from.DeepClone(), patch);

        return JsonNode.DeepEquals(to, made) && JsonNode.DeepEquals(to, MergePatch.Apply(made!.DeepClone(), patch)) && patch.ToJsonString() == before;
    });

    private static Gen<JsonObject> Members(Gen<JsonNode> value) => Gen.Select(Gen.OneOf("a", "b", "c", "d"), value).Array[0, 4].Select(pairs =>
    {
        var members = new JsonObject();
        foreach (var (name, content) in pairs)
        {
            members[name] = content.DeepClone();
        }

        return members;
    });

    private static JsonObject Difference(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in from)
        {
            if (to[name] is not { } wanted)
            {
                patch[name] = null;
            }
            else if (value is JsonObject before && wanted is JsonObject after)
            {
                patch[name] = Difference(before, after);
            }
            else if (!JsonNode.DeepEquals(value, wanted))
            {
                patch[name] = wanted.DeepClone();
            }
        }

        foreach (var (name, wanted) in to)
        {
            if (from[name] is null)
            {
                patch[name] = wanted?.DeepClone();
            }
        }

        return patch;
    }
}
