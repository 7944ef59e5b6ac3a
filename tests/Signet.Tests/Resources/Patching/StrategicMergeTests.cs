using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Patching.Strategic;

namespace Signet.Tests.Resources.Patching;

/// <summary>Strategic merge patch: merging by the schema, every directive, the order of lists, and idempotence.</summary>
public sealed class StrategicMergeTests
{
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "c", "d");

    private static readonly Gen<JsonObject> Sketch = Gen.Select(
        Name.Array[0, 4], Gen.Select(Name, Gen.OneOf("1", "2", "")).Array[0, 4], Gen.Select(Name, Name, Name.Array[0, 3]).Array[0, 4], Name.Array[0, 2],
        (finalizers, labels, containers, secrets) => new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["finalizers"] = Texts(finalizers.Distinct()),
                ["labels"] = new JsonObject(labels.DistinctBy(label => label.Item1)
                    .Select(label => KeyValuePair.Create(label.Item1, label.Item2.Length == 0 ? null : (JsonNode?)JsonValue.Create(label.Item2)))),
            },
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray([.. containers.DistinctBy(container => container.Item1).Select(container => new JsonObject
                {
                    ["name"] = container.Item1,
                    ["image"] = container.Item2,
                    ["command"] = Texts(container.Item3),
                    ["env"] = new JsonArray([.. container.Item3.Distinct().Select(name => new JsonObject { ["name"] = name, ["value"] = container.Item2 })]),
                })]),
                ["imagePullSecrets"] = new JsonArray([.. secrets.Distinct().Select(name => new JsonObject { ["name"] = name })]),
            },
        });

    [Theory]
    [InlineData("maps merge, null removes", """{"metadata":{"labels":{"x":"1","y":"2"}}}""", """{"metadata":{"labels":{"x":null,"z":"3"}}}""",
        """{"metadata":{"labels":{"y":"2","z":"3"}}}""")]
    [InlineData("nulls without a target are removed", "{}", """{"metadata":{"labels":{"x":null,"y":"1"}}}""", """{"metadata":{"labels":{"y":"1"}}}""")]
    [InlineData("a list without a strategy is replaced", """{"spec":{"containers":[{"name":"a","args":["1","2"]}]}}""",
        """{"spec":{"containers":[{"name":"a","args":["3"]}]}}""", """{"spec":{"containers":[{"name":"a","args":["3"]}]}}""")]
    [InlineData("entries merge by their key, new ones come first", """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}}""",
        """{"spec":{"containers":[{"name":"b","image":"2"},{"name":"c","image":"3"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"2"},{"name":"c","image":"3"}]}}""")]
    [InlineData("a new entry alone", """{"spec":{"containers":[{"name":"a"}]}}""", """{"spec":{"containers":[{"name":"b"}]}}""",
        """{"spec":{"containers":[{"name":"b"},{"name":"a"}]}}""")]
    [InlineData("a key that is a number", """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80},{"containerPort":81}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":81,"name":"x"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80},{"containerPort":81,"name":"x"}]}]}}""")]
    [InlineData("$patch: delete of an entry, wherever it is", """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
        """{"spec":{"containers":[{"name":"a","$patch":"delete"},{"name":"z","$patch":"delete"}]}}""", """{"spec":{"containers":[{"name":"b"}]}}""")]
    [InlineData("$patch: replace of a list", """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
        """{"spec":{"containers":[{"$patch":"replace"},{"name":"b","image":"2"}]}}""", """{"spec":{"containers":[{"name":"b","image":"2"}]}}""")]
    [InlineData("$patch: replace of a map", """{"metadata":{"labels":{"x":"1"}}}""", """{"metadata":{"labels":{"$patch":"replace","z":"3"}}}""",
        """{"metadata":{"labels":{"z":"3"}}}""")]
    [InlineData("$patch: delete of a map", """{"metadata":{"labels":{"x":"1"}}}""", """{"metadata":{"labels":{"$patch":"delete"}}}""",
        """{"metadata":{"labels":{}}}""")]
    [InlineData("directives without a target are removed", "{}",
        """{"metadata":{"labels":{"$patch":"replace","a":"b"},"$setElementOrder/finalizers":["x"]},"spec":{"containers":[{"name":"a","$patch":"delete"},{"name":"b"}]}}""",
        """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"b"}]}}""")]
    [InlineData("$patch: replace of an entry's part", """{"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":"1"}}}]}}""",
        """{"spec":{"containers":[{"name":"a","resources":{"$patch":"replace","requests":{"cpu":"2"}}}]}}""",
        """{"spec":{"containers":[{"name":"a","resources":{"requests":{"cpu":"2"}}}]}}""")]
    [InlineData("$retainKeys drops the others", """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"$retainKeys":["name","secret"],"name":"v","secret":{"secretName":"s"}}]}}""",
        """{"spec":{"volumes":[{"name":"v","secret":{"secretName":"s"}}]}}""")]
    [InlineData("scalars merge as a set", """{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"finalizers":["c","b"]}}""",
        """{"metadata":{"finalizers":["c","a","b"]}}""")]
    [InlineData("$deleteFromPrimitiveList", """{"metadata":{"finalizers":["a","b","c"]}}""", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["b","x"]}}""",
        """{"metadata":{"finalizers":["a","c"]}}""")]
    [InlineData("$deleteFromPrimitiveList of nothing", "{}", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["b"]}}""", """{"metadata":{}}""")]
    [InlineData("$setElementOrder of scalars", """{"metadata":{"finalizers":["a","b"]}}""",
        """{"metadata":{"$setElementOrder/finalizers":["b","c","a"],"finalizers":["c"]}}""", """{"metadata":{"finalizers":["b","c","a"]}}""")]
    [InlineData("$setElementOrder alone", """{"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}}""",
        """{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}]}}""",
        """{"spec":{"containers":[{"name":"b"},{"name":"c"},{"name":"a"}]}}""")]
    [InlineData("$setElementOrder keeps what the server has between", """{"spec":{"containers":[{"name":"a"},{"name":"sidecar"},{"name":"b"}]}}""",
        """{"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"b"},{"name":"c"}],"containers":[{"name":"c"}]}}""",
        """{"spec":{"containers":[{"name":"a"},{"name":"sidecar"},{"name":"b"},{"name":"c"}]}}""")]
    [InlineData("$setElementOrder with a deletion", """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
        """{"spec":{"$setElementOrder/containers":[{"name":"b"}],"containers":[{"name":"a","$patch":"delete"}]}}""", """{"spec":{"containers":[{"name":"b"}]}}""")]
    [InlineData("a merge key of another type", """{"spec":{"nodeName":"x"}}""", """{"spec":{"nodeName":{"a":"b","c":null}}}""", """{"spec":{"nodeName":{"a":"b"}}}""")]
    public void Apply_Patch_GivesResult(string what, string target, string patch, string expected)
    {
        var merged = Merge(target, patch);

        Assert.True(merged.IsSuccess, $"{what}: {merged.Error?.Message}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), merged.Value), $"{what}: {merged.Value.ToJsonString()}");
    }

    [Theory]
    [InlineData(500, """{"metadata":{"labels":{"$patch":"frob"}}}""")]
    [InlineData(500, """{"metadata":{"labels":{"$patch":1}}}""")]
    [InlineData(500, """{"spec":{"containers":[{"name":"a","$patch":"frob"}]}}""")]
    [InlineData(500, """{"spec":{"containers":[{"$patch":"merge"}]}}""")]
    [InlineData(500, """{"spec":{"containers":[{"$patch":"delete"}]}}""")]
    [InlineData(500, """{"spec":{"containers":[{"image":"x"}]}}""")]
    [InlineData(500, """{"spec":{"containers":["x"]}}""")]
    [InlineData(422, """{"metadata":{"finalizers":[["x"]]}}""")]
    [InlineData(400, """{"spec":{"containers":[{"name":"a","$retainKeys":"name"}]}}""")]
    [InlineData(400, """{"spec":{"containers":[{"name":"a","image":"x","$retainKeys":["name"]}]}}""")]
    [InlineData(400, """{"metadata":{"$deleteFromPrimitiveList":["x"]}}""")]
    [InlineData(400, """{"metadata":{"$setElementOrder":["x"]}}""")]
    [InlineData(500, """{"metadata":{"$setElementOrder/finalizers":"x"}}""")]
    [InlineData(500, """{"metadata":{"$setElementOrder/finalizers":["x","y"],"finalizers":["y","x"]}}""")]
    [InlineData(500, """{"spec":{"$setElementOrder/containers":[{"name":"b"}],"containers":[{"name":"c"}]}}""")]
    [InlineData(500, """{"spec":{"$setElementOrder/containers":[{"x":"a"}],"containers":[{"name":"a"}]}}""")]
    public void Apply_InvalidPatch_Fails(int code, string patch) => Assert.Equal(
        code, Merge("""{"metadata":{"labels":{"a":"b"},"finalizers":["x"]},"spec":{"containers":[{"name":"a"}]}}""", patch).Error?.Code);

    [Fact]
    public void Apply_Twice_IsIdempotent() => Gen.Select(Sketch, Sketch).Sample((target, patch) =>
    {
        var once = Merge(target.ToJsonString(), patch.ToJsonString()).Value;
        var twice = Merge(once.ToJsonString(), patch.ToJsonString()).Value;
        return once.ToJsonString() == twice.ToJsonString();
    });

    [Fact]
    public void Apply_AnyPatch_ContainsItsEntriesAndThoseOfTheServer() => Gen.Select(Sketch, Sketch).Sample((target, patch) =>
    {
        var merged = Merge(target.ToJsonString(), patch.ToJsonString()).Value;
        List<string> Names(JsonObject of) => [.. of["spec"]!["containers"]!.AsArray().Select(container => (string)container!["name"]!)];

        // The entries of the patch in its order, the others in theirs, without duplicates.
        var names = Names(merged);
        return names.Where(Names(patch).Contains).SequenceEqual(Names(patch)) &&
            names.Except(Names(patch)).SequenceEqual(Names(target).Except(Names(patch))) && names.Distinct().Count() == names.Count;
    });

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    private static Outcome<JsonObject> Merge(string target, string patch) =>
        StrategicMerge.Apply((JsonObject)JsonNode.Parse(target)!, (JsonObject)JsonNode.Parse(patch)!, KubernetesKinds.Pods.Schema);
}
