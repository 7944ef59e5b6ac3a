using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Testing;

namespace Signet.Tests.Schema.Protobuf;

/// <summary>Encoding of protobuf: known bytes, computed by hand, and round trips of random objects of every kind.</summary>
public sealed class ProtobufEncoderTests
{
    /// <summary>Every kind but lists.</summary>
    public static TheoryData<string> Kinds =>
        [.. SchemaCatalog.Served.Kinds.Where(entry => !entry.Key.Kind.EndsWith("List", StringComparison.Ordinal)).Select(entry => entry.Value)];

    [Fact]
    public void Encode_SmallConfigMap_IsTheseBytes() => AssertBytes(
        "6b387300" + // k8s\0
        "0a0f" + "0a027631" + "1209436f6e6669674d6170" + // v1, ConfigMap
        "121c" + "0a12" + "0a0161" + "1200" + "1a0162" + "2200" + "2a00" + "3200" + "3800" + "4200" + // a in b
        "1206" + "0a016b" + "120176" + // k: v
        "1a00" + "2200",
        """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"b"},"data":{"k":"v"}}""");

    [Fact]
    public void Encode_Status_IsTheseBytes() => AssertBytes(
        "6b387300" + "0a0c" + "0a027631" + "1206537461747573" +
        "1232" + "0a06" + "0a0012001a00" + "12074661696c757265" + "1a016d" + "22084e6f74466f756e64" +
        "2a0f" + "0a016e" + "1200" + "1a04706f6473" + "2800" + "3200" +
        "309403" +
        "1a00" + "2200",
        """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"m","reason":"NotFound","details":{"name":"n","kind":"pods"},"code":404}""");

    [Fact]
    public void Encode_Secret_SortsItsMapAndDecodesIt() => AssertBytes(
        Wire.Envelope(
            "v1", "Secret",
            Wire.Content(1, Wire.Meta("s", "n", Wire.Content(11, Wire.Text(1, "a<b"), Wire.Text(2, "é")))),
            Wire.Content(2, Wire.Text(1, "B"), Wire.Content(2, [1, 2])),
            Wire.Content(2, Wire.Text(1, "a"), Wire.Content(2)),
            Wire.Text(3, "Opaque"),
            Wire.Number(5, 0)),
        """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s","namespace":"n","labels":{"a\u003cb":"é"}},"data":{"a":"","B":"AQI="},"type":"Opaque","immutable":false}""");

    [Fact]
    public void Encode_TokenRequest_HasItsTimesAndNoNull() => AssertBytes(
        Wire.Envelope(
            "authentication.k8s.io/v1", "TokenRequest",
            Wire.Content(1, Wire.Join(
                Wire.Text(1, "b"), Wire.Empty(2), Wire.Text(3, "n"), Wire.Empty(4, 5, 6), Wire.Zero(7),
                Wire.Content(8, Wire.Number(1, 1767225600), Wire.Zero(2)))),
            Wire.Content(2, Wire.Text(1, "x"), Wire.Text(1, "y"), Wire.Number(4, 3600)),
            Wire.Content(3, Wire.Text(1, "t"), Wire.Content(2, Wire.Number(1, 1767229200), Wire.Zero(2)))),
        """{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","metadata":{"name":"b","namespace":"n","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"audiences":["x","y"],"expirationSeconds":3600,"boundObjectRef":null},"status":{"token":"t","expirationTimestamp":"2026-01-01T01:00:00Z"}}""");

    [Fact]
    public void Encode_TokenReview_MembersInTheOrderOfTheirNumbers() => AssertBytes(
        Wire.Envelope(
            "authentication.k8s.io/v1", "TokenReview",
            Wire.Content(1, Wire.Meta("", "")),
            Wire.Content(2, Wire.Text(1, "t")),
            Wire.Content(
                3, Wire.Number(1, 1),
                Wire.Content(2, Wire.Text(1, "u"), Wire.Empty(2), Wire.Content(4, Wire.Text(1, "k"), Wire.Content(2, Wire.Text(1, "v"), Wire.Text(1, "w")))),
                Wire.Text(3, "e"), Wire.Text(4, "a"))),
        """{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","metadata":{},"spec":{"token":"t"},"status":{"audiences":["a"],"error":"e","authenticated":true,"user":{"extra":{"k":["v","w"]},"username":"u"}}}""");

    [Fact]
    public void Encode_Pod_WritesZerosAndEmbeddedMessages() => AssertBytes(
        Wire.Envelope(
            "v1", "Pod",
            Wire.Content(1, Wire.Meta("p", "n")),
            Wire.Content(
                2,
                Wire.Content(1, Wire.Text(1, "v"), Wire.Content(2, Wire.Content(6, Wire.Text(1, "s")))), // volumeSource.secret
                Wire.Content(
                    2, Wire.Text(1, "c"), Wire.Text(2, "i"), Wire.Empty(5),
                    Wire.Content(
                        7, Wire.Text(1, "E"), Wire.Empty(2),
                        Wire.Content(3, Wire.Content(4, Wire.Content(1, Wire.Text(1, "s")), Wire.Text(2, "k")))),
                    Wire.Content(8, Wire.Content(1, Wire.Text(1, "cpu"), Wire.Content(2, Wire.Text(1, "5m")))),
                    Wire.Content(
                        10, // handler.httpGet with its port, then the seconds
                        Wire.Content(1, Wire.Content(2, Wire.Empty(1), Wire.Content(2, Wire.Number(1, 1), Wire.Zero(2), Wire.Text(3, "web")), Wire.Empty(3, 4))),
                        Wire.Number(2, 7), Wire.Zero(3, 4, 5, 6)),
                    Wire.Empty(13, 14), Wire.Zero(16, 17, 18), Wire.Empty(20)),
                Wire.Empty(3, 6, 8, 9, 10), Wire.Zero(11, 12, 13), Wire.Empty(16, 17, 19, 24)),
            Wire.Content(3, Wire.Empty(1, 3, 4, 5, 6, 9, 11, 14), Wire.Zero(17))),
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"n"},
         "spec":{"volumes":[{"name":"v","secret":{"secretName":"s"}}],
          "containers":[{"name":"c","image":"i","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
           "resources":{"limits":{"cpu":"5m"}},"livenessProbe":{"httpGet":{"port":"web"},"initialDelaySeconds":7}}]},"status":{}}
        """);

    [Fact]
    public void Encode_List_ItemsHaveNoEnvelope() => AssertBytes(
        Wire.Envelope(
            "v1", "ServiceAccountList",
            Wire.Content(1, Wire.Empty(1), Wire.Text(2, "7"), Wire.Text(3, "c"), Wire.Number(4, 2)),
            Wire.Content(2, Wire.Content(1, Wire.Meta("a", "n"))),
            Wire.Content(2, Wire.Content(1, Wire.Meta("b", "n")), Wire.Number(4, 0))),
        """{"kind":"ServiceAccountList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"c","remainingItemCount":2},"items":[{"metadata":{"name":"a","namespace":"n"}},{"metadata":{"name":"b","namespace":"n"},"automountServiceAccountToken":false}]}""");

    [Fact]
    public void Encode_PartialMetadataList_NullItemsAreNone() => AssertBytes(
        Wire.Envelope("meta.k8s.io/v1", "PartialObjectMetadataList", Wire.Content(1, Wire.Empty(1), Wire.Text(2, "1"), Wire.Empty(3))),
        """{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1"},"items":null}""");

    [Fact]
    public void Encode_ResourceList_WrapsItsVerbs() => AssertBytes(
        Wire.Envelope(
            "", "APIResourceList", Wire.Text(1, "v1"),
            Wire.Content(
                2, Wire.Text(1, "pods"), Wire.Number(2, 1), Wire.Text(3, "Pod"), Wire.Content(4, Wire.Text(1, "get"), Wire.Text(1, "list")),
                Wire.Text(5, "po"), Wire.Text(6, "pod"), Wire.Empty(8, 9, 10))),
        """{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list"],"shortNames":["po"]}]}""");

    [Fact]
    public void Encode_LongContent_HasLongLengths()
    {
        var value = new string('x', 100_000);
        AssertBytes(
            Wire.Envelope("v1", "ConfigMap", Wire.Content(1, Wire.Meta("a", "b")), Wire.Content(2, Wire.Text(1, "k"), Wire.Text(2, value))),
            $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"b"},"data":{"k":"{{{value}}}"}}""");
    }

    [Fact]
    public void EncodeEvent_Object_IsFramedAndRaw()
    {
        const string Json = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}}""";

        var frame = ProtobufEncoder.EncodeEvent("ADDED"u8, Encoding.UTF8.GetBytes(Json), SchemaCatalog.Served);

        Assert.Equal(frame.Length - 4, BinaryPrimitives.ReadInt32BigEndian(frame));
        Assert.Equal(
            Wire.Join(Wire.Text(1, "ADDED"), Wire.Content(2, Wire.Content(1, ProtobufEncoder.Encode(Encoding.UTF8.GetBytes(Json), SchemaCatalog.Served)))),
            frame[4..]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_RandomObject_DecodesToTheSame(string name)
    {
        var type = SchemaCatalog.Served[name];
        var kind = type.Kind!.Value;
        Gen.Int.Sample(
            seed =>
            {
                var made = new SchemaObjects(seed, withZeros: (seed & 1) == 0).Create(type);
                made["kind"] = kind.Kind;
                made["apiVersion"] = kind.ApiVersion;
                var json = Encoding.UTF8.GetBytes(made.ToJsonString());
                Assert.True(ObjectDecoder.Decode(json, type, kind).TryGetValue(out var sent, out var error), error?.Message);
                var canonical = CanonicalJson.ToBytes(sent.Root, type);

                var protobuf = ProtobufEncoder.Encode(canonical, SchemaCatalog.Served);

                Assert.True(ProtobufDecoder.Decode(protobuf, type, kind).TryGetValue(out var decoded, out error), error?.Message);
                Assert.Equal(Encoding.UTF8.GetString(canonical), Encoding.UTF8.GetString(CanonicalJson.ToBytes(decoded.Root, type)));
            },
            iter: 100);
    }

    [Fact]
    public void Message_EveryTypeOfEveryKind_NumbersEveryField()
    {
        var missing = new List<string>();
        var seen = new HashSet<SchemaType>();
        var waiting = new Stack<SchemaType>(SchemaCatalog.Served.Kinds.Values.Select(name => SchemaCatalog.Served[name]));
        while (waiting.TryPop(out var type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            var numbered = type.Message.Fields.Values.Concat(type.Message.Embedded.Values.SelectMany(embedded => embedded.Values)).ToHashSet();
            missing.AddRange(type.Fields.Where(field => !numbered.Contains(field)).Select(field => $"{type.Name}.{field.Name}"));
            foreach (var inner in type.Fields.Select(field => field.Type).Append(type.Element).OfType<SchemaType>())
            {
                waiting.Push(inner);
            }
        }

        // Kind and apiVersion are in the envelope.
        Assert.DoesNotContain(missing, field => !field.EndsWith(".kind", StringComparison.Ordinal) && !field.EndsWith(".apiVersion", StringComparison.Ordinal));
    }

    [Fact]
    public void Encode_EveryServedKindAndItsList_HasAForm()
    {
        foreach (var resource in ServedKinds.Registry.All)
        {
            foreach (var kind in (string[])[resource.Kind.Kind, resource.Kind.Kind + "List"])
            {
                Assert.NotNull(SchemaCatalog.Served.FindMessage(resource.Kind.ApiVersion, kind));
            }
        }
    }

    private static void AssertBytes(string expectedHex, string json) => AssertBytes(Convert.FromHexString(expectedHex), json);

    private static void AssertBytes(byte[] expected, string json) =>
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(ProtobufEncoder.Encode(Encoding.UTF8.GetBytes(json.Trim()), SchemaCatalog.Served)));
}
