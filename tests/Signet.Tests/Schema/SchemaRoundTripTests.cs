using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Testing;

namespace Signet.Tests.Schema;

/// <summary>Objects of every kind are decoded, encoded in canonical form and decoded again.</summary>
public sealed class SchemaRoundTripTests
{
    public static TheoryData<string> Kinds =>
    [
        .. ServedKinds.Registry.All.Select(resource => resource.Schema.Name),
        "io.k8s.api.authentication.v1.TokenRequest",
        "io.k8s.api.authentication.v1.TokenReview",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_RandomObject_KeepsAllValuesAndIsCanonical(string name)
    {
        var type = SchemaCatalog.Served[name];
        Gen.Int.Sample(
            seed =>
            {
                var sent = new SchemaObjects(seed).Create(type);

                var decoded = Decode(Encoding.UTF8.GetBytes(sent.ToJsonString()), type);
                var canonical = CanonicalJson.ToBytes(decoded.Root, type);
                var again = Decode(canonical, type);

                Assert.Empty(decoded.StrictIssues);
                Assert.Empty(again.StrictIssues);
                AssertHolds(sent, JsonNode.Parse(canonical)!, "");
                Assert.Equal(Encoding.UTF8.GetString(canonical), Encoding.UTF8.GetString(CanonicalJson.ToBytes(again.Root, type)));
            },
            iter: 150);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_MembersInAnotherOrder_SameCanonicalBytes(string name)
    {
        var type = SchemaCatalog.Served[name];
        Gen.Int.Sample(
            seed =>
            {
                var sent = new SchemaObjects(seed).Create(type);
                var reversed = new JsonObject(sent.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

                Assert.Equal(
                    CanonicalJson.ToBytes(Decode(Encoding.UTF8.GetBytes(sent.ToJsonString()), type).Root, type),
                    CanonicalJson.ToBytes(Decode(Encoding.UTF8.GetBytes(reversed.ToJsonString()), type).Root, type));
            },
            iter: 50);
    }

    [Theory]
    [InlineData("""{"kind":"\ud800"}""")]
    [InlineData("""{"apiVersion":"\udc00"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"metadata":{"\ud800":1}}""")]
    [InlineData("""{"metadata":{"labels":{"\ud800":"x"}}}""")]
    [InlineData("""{"metadata":{"labels":{"x":"\ud800"}}}""")]
    [InlineData("""{"metadata":{"managedFields":[{"fieldsV1":{"\ud800":{}}}]}}""")]
    [InlineData("""{"metadata":{"managedFields":[{"fieldsV1":{"a":"\ud800"}}]}}""")]
    [InlineData("""{"data":{"a\udfff":""}}""")]
    public void Decode_UnpairedSurrogate_IsA400(string json)
    {
        var secret = KubernetesKinds.Secrets;

        Assert.False(ObjectDecoder.Decode(Encoding.UTF8.GetBytes(json), secret.Schema, secret.Kind).TryGetValue(out _, out var error));

        Assert.Equal(400, error.Code);
    }

    private static DecodedObject Decode(byte[] json, SchemaType type)
    {
        Assert.True(ObjectDecoder.Decode(json, type, type.Kind!.Value).TryGetValue(out var decoded, out var error), error?.Message);
        return decoded;
    }

    /// <summary>Checks that every sent value is kept; the canonical form may add zero values that Go always writes.</summary>
    private static void AssertHolds(JsonNode? sent, JsonNode? kept, string path)
    {
        switch (sent)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    AssertHolds(value, Assert.IsType<JsonObject>(kept)[name], $"{path}.{name}");
                }

                break;
            case JsonArray items:
                Assert.Equal(items.Count, Assert.IsType<JsonArray>(kept).Count);
                for (var i = 0; i < items.Count; i++)
                {
                    AssertHolds(items[i], kept[i], $"{path}[{i}]");
                }

                break;
            default:
                Assert.True(JsonNode.DeepEquals(sent, kept), $"{path}: {sent?.ToJsonString()} became {kept?.ToJsonString()}");
                break;
        }
    }
}
